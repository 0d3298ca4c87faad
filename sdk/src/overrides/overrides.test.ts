import { execFileSync } from 'node:child_process'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FakeServer } from '../testing/fake-server.js'
import { startClient, type WorldOptions } from '../testing/fake-world.js'
import { flag, kill } from '../testing/samples.js'
import { tempFolders } from '../testing/temp-folder.js'
import { parseOverrideText } from './override-text.js'

const tempFolder = tempFolders()

async function start(world: Omit<WorldOptions, 'servers'> = {}) {
  const server = new FakeServer([flag('a'), flag('b'), flag('c')])
  const started = startClient({ servers: server, ...world })
  await started.clock.advance(100)
  return { ...started, server }
}

describe('overrides as text', () => {
  it.each([
    ['a=true,b="x"', { a: true, b: 'x' }],
    [' a = 1 , b=off ', { a: 1, b: 'off' }],
    ['a={"x":[1,2],"y":"q,r"},b=null', { a: { x: [1, 2], y: 'q,r' }, b: null }],
    ['a="\\",b=1"', { a: '",b=1' }],
    ['a=2026-01-01,', { a: '2026-01-01' }],
    ['', {}],
  ])('reads %s', (text, expected) => {
    const { overrides, refusals } = parseOverrideText(text)
    expect(Object.fromEntries(overrides)).toEqual(expected)
    expect(refusals).toEqual([])
  })

  it.each(['a', '=true', 'a={', 'a="x', 'a=two words', 'a=]'])('refuses %s, and it alone', (text) => {
    for (const together of [text, `b=1,${text}`, `${text},b=1`, `b=1,${text},c=[2,"x"]`]) {
      const { overrides, refusals } = parseOverrideText(together)
      expect(overrides.has('a')).toBe(false)
      expect(overrides.has('b')).toBe(together !== text)
      expect(refusals[0]).toContain(JSON.stringify(text))
    }
  })
})

describe('overrides', () => {
  it.each([
    ['"x"', 'its override is a string, a boolean was asked for'],
    ['null', 'its override is null, a boolean was asked for'],
    ['{}', 'its override is an object, a boolean was asked for'],
  ])('of another type are named, not the flag: %s', async (value, errorMessage) => {
    const { client } = await start({ environment: { RIPCORD_OVERRIDE: `a=${value}` } })
    const flagMetadata = { override: true }
    expect(client.getBooleanDetails('a', false)).toMatchObject({ errorMessage, flagMetadata, value: false })
  })

  it('go before the server, code before the environment before the file', async () => {
    const path = join(tempFolder(), 'overrides.json')
    writeFileSync(path, JSON.stringify({ a: 'file', b: 'file', c: 'file' }))
    const { client } = await start({
      environment: { RIPCORD_OVERRIDE: 'a=environment,b=environment', RIPCORD_OVERRIDE_FILE: path },
      options: { overrides: { a: 'code' } },
    })
    expect(['a', 'b', 'c'].map((key) => client.getStringValue(key, '-'))).toEqual([
      'code',
      'environment',
      'file',
    ])
  })

  it('work before any server has answered, and for flags that nobody knows', () => {
    const { client } = startClient({ servers: () => undefined, options: { overrides: { new: 7 } } })
    expect(client.getNumberDetails('new', 0)).toMatchObject({ value: 7, reason: 'STATIC' })
  })

  it('are told to the server, and give way to a kill', async () => {
    const { client, server, clock } = await start({ options: { overrides: { a: true } } })
    await clock.advance(2_000)
    expect(server.acks.at(-1)?.notServing).toEqual(['a'])
    server.kill(kill('k1', ['a']))
    await clock.advance(2_000)
    expect(client.getBooleanValue('a', true)).toBe(false)
    expect(server.acks.at(-1)?.notServing).toEqual([])
  })

  it('are set and lifted by code, and each is told as a change', async () => {
    const { client, clock, server } = await start()
    const changed: string[] = []
    client.on('changed', ({ keys }) => changed.push(...keys))
    client.override('a', false)
    await clock.advance(1_000)
    expect(client.getBooleanValue('a', true)).toBe(false)
    expect(server.acks.at(-1)?.notServing).toEqual(['a'])
    client.override('a', undefined)
    await clock.advance(1_000)
    expect(client.getBooleanValue('a', false)).toBe(true)
    expect(server.acks.at(-1)?.notServing).toEqual([])
    expect(changed).toEqual(['a', 'a'])
  })

  it('that are no JSON, or for what is no key, are ignored with a warning each', async () => {
    const { client, lines } = await start({ options: { overrides: { a: () => 1, constructor: true } } })
    client.override('b', 10n as never)
    client.override(Symbol('x') as never, true)
    expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(4)
    expect(client.getBooleanValue('a', false)).toBe(true)
    expect(client.getBooleanValue('b', false)).toBe(true)
  })

  it('that are malformed in the environment variable are ignored alone, with one warning', async () => {
    const { client, lines } = await start({ environment: { RIPCORD_OVERRIDE: 'a=false,b={' } })
    expect(client.getBooleanValue('a', true)).toBe(false)
    expect(client.getBooleanValue('b', false)).toBe(true)
    expect(lines).toEqual([
      expect.stringMatching(/^warn: .*an override of RIPCORD_OVERRIDE is ignored: .*b=\{/),
    ])
  })
})

describe('the override file', () => {
  it('is followed: changed, broken, mended, removed', async () => {
    const path = join(tempFolder(), 'overrides.json')
    const { client, clock, lines } = await start({ options: { overrideFile: path } })
    const value = () => client.getBooleanValue('a', true)
    const write = async (text: string) => {
      writeFileSync(`${path}.new`, text)
      renameSync(`${path}.new`, path)
      await clock.advance(1_000)
    }
    expect(value()).toBe(true)
    await write('{"a": false}')
    expect(value()).toBe(false)
    await write('{"a": fal')
    expect(value()).toBe(false)
    await clock.advance(10_000)
    expect(lines).toEqual([expect.stringMatching(/^warn: .*is ignored/)])
    await write('{"b": false}')
    expect(value()).toBe(true)
    expect(client.getBooleanValue('b', true)).toBe(false)
    rmSync(path)
    await clock.advance(1_000)
    expect(client.getBooleanValue('b', false)).toBe(true)
  })

  it('may begin with a byte order mark', async () => {
    const path = join(tempFolder(), 'overrides.json')
    writeFileSync(path, '\uFEFF{"a": false}')
    const { client, lines } = await start({ options: { overrideFile: path } })
    expect(client.getBooleanValue('a', true)).toBe(false)
    expect(lines).toEqual([])
  })

  it.each<[string, (path: string) => void]>([
    ['a pipe', (path) => void execFileSync('env', ['mkfifo', path])],
    ['a list', (path) => writeFileSync(path, '[1]')],
    ['too large', (path) => writeFileSync(path, `"${'x'.repeat(2_000_000)}"`)],
    ['nested too deep', (path) => writeFileSync(path, `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`)],
  ])('is ignored with a warning when it is %s', async (_, make) => {
    const path = join(tempFolder(), 'overrides.json')
    make(path)
    const { client, lines, clock } = await start({ options: { overrideFile: path } })
    await clock.advance(5_000)
    expect(client.getBooleanValue('a', false)).toBe(true)
    expect(lines).toHaveLength(1)
  })
})
