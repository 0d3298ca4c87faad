import { createKillDirectly } from './kill-directly.js'
import { runProgram } from './program.js'
import { processTerminal } from './terminal.js'

const exitCode = await runProgram({
  args: process.argv.slice(2),
  environment: process.env,
  terminal: processTerminal,
  // Each command loads what it needs, and no more: a kill should not wait for the server's code.
  async start() {
    const { main } = await import('../main.js')
    await main()
  },
  async killDirectly(dataDir, request) {
    const { createKillsOn } = await import('./kills-on.js')
    const warn = (message: string) => processTerminal.message(`WARNING: ${message}`)
    const killsOn = createKillsOn((message, error) => warn(`${message}: ${String(error)}`))
    return createKillDirectly(killsOn, warn)(dataDir, request)
  },
})
// A server that could not start has said so by a code of its own.
if (exitCode !== 0) process.exitCode = exitCode
