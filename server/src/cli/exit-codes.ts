/** What the command says to the shell. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  /** The request can't be done as it is; nothing was changed. */
  refused: 3,
  /** Neither a server nor a database was found. */
  unreachable: 5,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends a command: the message goes to stderr, the code to the shell. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode
  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CommandFailure'
    this.exitCode = exitCode
  }
}
