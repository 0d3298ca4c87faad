// Bundles the simulation from the sources: it runs on the insides of server and SDK, which no package exports.
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from './run.mjs'

const build = await rolldown({
  input: join(root, 'test/simulation/main.ts'),
  platform: 'node',
  external: [/^node:/, 'better-sqlite3', 'socket.io-client'],
  resolve: { conditionNames: ['source', 'import', 'module', 'default'] },
  onLog(level, log, handle) {
    if (level === 'warn') throw new Error(log.message)
    handle(level, log)
  },
})
const dir = join(root, 'test/dist/simulation')
await build.write({ dir, format: 'esm', entryFileNames: 'main.js', sourcemap: true, codeSplitting: false })
await build.close()
