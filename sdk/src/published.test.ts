import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { tempFolders } from './testing/temp-folder.js'
import { sdkVersion } from './version.js'

const sdk = fileURLToPath(new URL('..', import.meta.url))
const repository = dirname(sdk)
const tempFolder = tempFolders()
const manifest = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8')) as {
  version: string
  files: string[]
  dependencies: object
}

beforeAll(() => {
  execFileSync(join(repository, 'node_modules/.bin/tsc'), ['-b', sdk], { stdio: 'inherit' })
  execFileSync(process.execPath, [join(repository, 'scripts/build-sdk.mjs')])
}, 120_000)

interface Ended {
  code: number | null
  output: string
  tookMs: number
}

/** Runs a program as a user would, in a process of its own. */
function run(program: string, type: 'module' | 'commonjs' = 'module'): Promise<Ended> {
  const began = performance.now()
  const child = spawn(process.execPath, [`--input-type=${type}`, '-e', program], { cwd: sdk })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (output += String(chunk)))
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, output, tookMs: performance.now() - began }))
  })
}

const options = (url: string, cacheDir: string | false = false): string =>
  JSON.stringify({
    url,
    sdkKey: 'rk_srv_1',
    application: { name: 'a', version: '1' },
    cacheDir,
    logger: false,
  })

describe('what is published', () => {
  it('can be imported and required by its name', async () => {
    const use = `const flags = createTestClient({ flags: { a: true } }); console.log(flags.getBooleanValue('a', false), typeof createClient)`
    const imported = await run(`import { createClient, createTestClient } from '@ripcord/sdk'; ${use}`)
    const required = await run(
      `const { createClient, createTestClient } = require('@ripcord/sdk'); ${use}`,
      'commonjs',
    )
    expect([imported.output, required.output]).toEqual(['true function\n', 'true function\n'])
  })

  it('needs nothing at run time but node and socket.io-client', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['socket.io-client'])
    for (const name of ['index.js', 'index.cjs']) {
      const code = readFileSync(join(sdk, 'dist', name), 'utf8')
      const imports: unknown[] = Array.from(
        code.matchAll(/(?:^import .* from |\brequire\()["']([^"']+)["']/gm),
        ([, from]) => from,
      )
      expect(imports.length).toBeGreaterThan(5)
      expect(imports.filter((from) => !/^(socket\.io-client|node:.*)$/.test(String(from)))).toEqual([])
    }
  })

  it('has declarations that stand alone: they name no other package, and every file of them is shipped', () => {
    const seen = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      const text = readFileSync(join(sdk, file), 'utf8')
      expect(text).not.toMatch(/@ripcord\/(model|evaluator|sync|api|server)/)
      for (const [, from = ''] of text.matchAll(/from '([^']+)'/g)) {
        expect(from).toMatch(/^\.\//)
        visit(join(dirname(file), from.replace(/\.js$/, '.d.ts')))
      }
    }
    visit('dist/index.d.ts')
    visit('dist/index.d.cts')
    expect([...seen].filter((file) => !manifest.files.includes(file))).toEqual([])
    for (const file of manifest.files) expect(existsSync(join(sdk, file))).toBe(true)
  })

  it('is compiled against by users of modules and of CommonJS', () => {
    const folder = tempFolder()
    const program = `import { createClient, type Client } from '@ripcord/sdk'
      const flags: Client<{ a: boolean }> = createClient<{ a: boolean }>({ url: 'http://x', sdkKey: 'k', application: { name: 'n', version: '1' } })
      export const value: boolean = flags.getBooleanValue('a', false)`
    execFileSync('mkdir', ['-p', join(folder, 'node_modules/@ripcord')])
    execFileSync('ln', ['-s', sdk, join(folder, 'node_modules/@ripcord/sdk')])
    for (const name of ['user.mts', 'user.cts']) execFileSync('tee', [join(folder, name)], { input: program })
    const tsc = join(repository, 'node_modules/.bin/tsc')
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--lib', 'es2022', '--types', '']
    const compile = () =>
      execFileSync(tsc, [...flags, 'user.mts', 'user.cts'], { cwd: folder, encoding: 'utf8' })
    expect(compile()).toBe('')
  })

  it('tells the server the version of its package', () => {
    expect(sdkVersion).toBe(manifest.version)
  })

  it('gives a client whose methods V8 finds without a dictionary', async () => {
    const { output } = await run(`import { setFlagsFromString } from 'node:v8'
      import { createClient } from '@ripcord/sdk'
      setFlagsFromString('--allow-natives-syntax')
      const flags = createClient(${options('http://127.0.0.1:1')})
      console.log(new Function('client', 'return %HasFastProperties(client)')(flags))`)
    expect(output).toBe('true\n')
  })

  it('is not built again where nothing has changed', () => {
    const script = join(repository, 'scripts/build-sdk.mjs')
    expect(execFileSync(process.execPath, [script], { encoding: 'utf8' })).toContain('nothing has changed')
  })
})

describe('a process with a client', () => {
  it('ends by itself, though nobody closes the client', async () => {
    const { code, output } = await run(`import { createClient } from '@ripcord/sdk'
      createClient(${options('http://127.0.0.1:1')}); console.log('done')`)
    expect([code, output]).toEqual([0, 'done\n'])
  })

  it('ends by itself while a server that hangs is being asked, and ready() keeps it as long as it waits', async () => {
    const tcp = createTcpServer()
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(tcp.address() as AddressInfo).port}`
    for (const mode of ['stream', 'polling']) {
      const ended = await run(`import { createClient } from '@ripcord/sdk'
        const flags = createClient({ ...${options(url)}, mode: '${mode}' })
        console.log((await flags.ready({ timeoutMs: 300 })).status)`)
      expect([ended.code, ended.output]).toEqual([0, 'NOT_READY\n'])
      expect(ended.tookMs).toBeLessThan(8_000)
    }
    tcp.close()
  })

  it('may have one in each of its threads, which end as well', async () => {
    const client = options('http://127.0.0.1:1', tempFolder())
    const program = `const { createClient } = require('@ripcord/sdk'); createClient(${client})`
    const ended = await run(
      `const { Worker } = require('node:worker_threads')
       const program = ${JSON.stringify(program)}
       for (let i = 0; i < 3; i++) new Worker(program, { eval: true }).on('exit', (code) => console.log(code))`,
      'commonjs',
    )
    expect([ended.code, ended.output]).toEqual([0, '0\n0\n0\n'])
  })

  it('follows the boot id of one that was killed, and not of one that lives', async () => {
    const dir = tempFolder()
    const start = () =>
      spawn(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `import { createClient } from '@ripcord/sdk'
           createClient(${options('http://127.0.0.1:1', dir)}); setTimeout(() => console.log('up'), 300); setInterval(() => {}, 1000)`,
        ],
        { cwd: sdk },
      )
    const children = [start(), start()]
    await Promise.all(children.map((child) => new Promise((resolve) => child.stdout.once('data', resolve))))
    const [first, second] = children
    const ended = new Promise((resolve) => first?.once('exit', resolve))
    first?.kill('SIGKILL')
    await ended
    const { openDiskCache } = await import('./disk/disk-cache.js')
    const cache = openDiskCache(dir, 'rk_srv_1', 'the-boot-id-of-this-test', () => undefined)
    expect(cache.seed.follows).toHaveLength(1)
    await cache.close()
    second?.kill('SIGKILL')
  })
})
