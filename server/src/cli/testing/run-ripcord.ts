import type { KillDirectly } from '../kill-directly.js'
import { runProgram } from '../program.js'
import type { Terminal } from '../terminal.js'

export interface Ran {
  exitCode: number
  out: string
  messages: string
}

/** Runs one command as a shell would, and tells what a terminal would show. */
export async function runRipcord(
  args: readonly string[],
  environment: { readonly [name: string]: string },
  killDirectly: (terminal: Terminal) => KillDirectly = () => nothingIsKilled,
): Promise<Ran> {
  const out: string[] = []
  const messages: string[] = []
  const terminal: Terminal = {
    out: (line) => out.push(line),
    message: (line) => messages.push(line),
  }
  const exitCode = await runProgram({
    args,
    environment,
    terminal,
    start: async () => terminal.out('started'),
    killDirectly: killDirectly(terminal),
  })
  return { exitCode, out: out.join('\n'), messages: messages.join('\n') }
}

const nothingIsKilled: KillDirectly = () => Promise.reject(new Error('nothing is killed here'))
