// `pnpm dev`: the compiler watches the sources, node watches what it writes and starts the server anew.
import { spawn } from 'node:child_process'
import { root, run } from './run.mjs'

const first = await run('node', ['scripts/build.mjs'])
if (first !== 0) process.exit(first)

// Each leads a group of its own: what stands behind a wrapper (a shell around the compiler) gets the signal as well.
const start = (command, args) => spawn(command, args, { cwd: root, stdio: 'inherit', detached: true })
const children = [
  start(`${root}node_modules/.bin/tsc`, ['-b', '--watch', '--preserveWatchOutput']),
  start(process.execPath, ['--watch', '--watch-preserve-output', 'server/dist/main.js']),
]
let stopping = false
/** Once: a second signal would cut the server's orderly end short. */
function stop() {
  if (stopping) return
  stopping = true
  for (const { pid } of children) if (pid !== undefined) endGroup(pid)
}
/** A group that has ended already is no mistake. */
function endGroup(leader) {
  try {
    process.kill(-leader, 'SIGTERM')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
for (const child of children) child.on('exit', stop)
