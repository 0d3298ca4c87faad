import type { Json } from '@ripcord/model'

/** Where a command speaks: data on stdout, messages on stderr. */
export interface Terminal {
  out(line: string): void
  message(line: string): void
}

export const processTerminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  message: (line) => void process.stderr.write(`${line}\n`),
}

/** Tells a result: as one JSON object for programs, or as lines for people. */
export function tell(
  terminal: Terminal,
  asJson: boolean,
  result: { readonly [name: string]: Json },
  lines: readonly string[],
): void {
  if (asJson) terminal.out(JSON.stringify(result))
  else for (const line of lines) terminal.out(line)
}
