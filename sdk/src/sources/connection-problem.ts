/** What went wrong with a connection, in one line. */
export function connectionProblem(message: string): string {
  if (/wrong version number|packet length too long/.test(message))
    return 'no TLS came back: does the port speak TLS? Where it does not, the url begins with http://'
  // As OpenSSL says it: a number, its file, its line, a line break.
  const [, reason] = /SSL routines:[^:]*:([^:]+)/.exec(message) ?? []
  return reason === undefined ? message.replace(/\s+/g, ' ').trim() : `TLS failed: ${reason}`
}

/** Whether a status comes from no server of ours. Those of a proxy whose server is away, or is asked too much, don't tell. */
export function saysNoServer(status: number): boolean {
  return status < 500 && status !== 429
}
