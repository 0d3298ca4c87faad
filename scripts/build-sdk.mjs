// Builds what of the SDK is published: one file for `import`, one for `require`, with the workspace's packages inside,
// and the declarations for `require`. Those for `import` are the compiler's own; run this after `tsc -b`. Nothing is
// done where nothing has changed since the last time.
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from './run.mjs'
import { stampOf } from './stamp.mjs'

const sdk = join(root, 'sdk')
const dist = join(sdk, 'dist')
const stampFile = join(dist, '.build-stamp')
const outputs = ['index.js', 'index.cjs', 'index.d.cts', 'LICENSE.re2js'].map((name) => join(dist, name))
/** The declarations that make up the public surface, in the order in which one file holds them. */
const declarations = ['types.d.ts', 'outcome-types.d.ts', 'create-client.d.ts', 'create-test-client.d.ts']

export async function buildSdk() {
  const stamp = stampOf(
    [join(root, 'scripts/build-sdk.mjs'), join(root, 'pnpm-lock.yaml'), join(sdk, 'package.json')],
    ['sdk', 'packages/evaluator', 'packages/sync', 'packages/model'].map((room) => join(root, room, 'src')),
  )
  const isDone = outputs.every((path) => existsSync(path))
  if (isDone && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false
  rmSync(stampFile, { force: true })
  await bundle()
  writeFileSync(join(dist, 'index.d.cts'), commonJsDeclarations())
  // Whoever passes the engine on passes its licence on.
  copyFileSync(join(root, 'packages/evaluator/node_modules/re2js/LICENSE'), join(dist, 'LICENSE.re2js'))
  writeFileSync(stampFile, stamp)
  return true
}

/**
 * The evaluator loads its engine of regular expressions with a `require` that Node makes. Without the line that makes
 * it, the bundler takes the call for its own: the engine is in the file, and is run when it is first asked for.
 */
const lazyEngine = {
  name: 'lazy-engine',
  load: {
    filter: { id: /operators\/load-re2\.ts$/ },
    handler(/** @type {string} */ path) {
      const code = readFileSync(path, 'utf8')
      const bare = code.replace(/^const require = .*$/m, '')
      if (bare === code) throw new Error(`${path} has no line that makes a require`)
      return bare
    },
  },
}

async function bundle() {
  const build = await rolldown({
    input: join(sdk, 'src/index.ts'),
    platform: 'node',
    external: [/^node:/, 'socket.io-client'],
    resolve: { conditionNames: ['source', 'import', 'module', 'default'] },
    plugins: [lazyEngine],
    // What is not marked as external and can't be found must not become somebody else's surprise.
    onLog(level, log, handle) {
      if (level === 'warn') throw new Error(log.message)
      handle(level, log)
    },
  })
  const common = { dir: dist, sourcemap: true, codeSplitting: false }
  await build.write({ ...common, format: 'esm', entryFileNames: 'index.js' })
  await build.write({ ...common, format: 'cjs', entryFileNames: 'index.cjs', exports: 'named' })
  await build.close()
}

/** One file without imports: a `.d.cts` must not name a `.d.ts` of an ES module. */
function commonJsDeclarations() {
  const parts = declarations.map((name) =>
    readFileSync(join(dist, name), 'utf8').replaceAll(/^(import type .*|\/\/# sourceMappingURL.*)$\n?/gm, ''),
  )
  const text = parts.join('\n')
  if (/^\s*import |\bfrom '/m.test(text)) throw new Error('the declarations of the SDK import something')
  return text
}

if (process.argv[1] === import.meta.filename) {
  const isBuilt = await buildSdk()
  console.log(isBuilt ? 'sdk: built' : 'sdk: nothing has changed')
}
