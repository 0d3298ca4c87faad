// `pnpm dev`: the compiler watches the sources, node watches what it writes and starts the server anew.
import { spawn } from 'node:child_process'
import { root, run } from './run.mjs'

const first = await run('node', ['scripts/build.mjs'])
if (first !== 0) process.exit(first)

const children = [
  spawn(`${root}node_modules/.bin/tsc`, ['-b', '--watch', '--preserveWatchOutput'], {
    cwd: root,
    stdio: 'inherit',
  }),
  spawn(process.execPath, ['--watch', '--watch-preserve-output', 'server/dist/main.js'], {
    cwd: root,
    stdio: 'inherit',
  }),
]
const stop = (signal) => {
  for (const child of children) child.kill(signal)
}
process.on('SIGINT', () => stop('SIGINT'))
process.on('SIGTERM', () => stop('SIGTERM'))
for (const child of children) child.on('exit', () => stop('SIGTERM'))
