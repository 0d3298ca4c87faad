/** The machine's monotonic clock, which all processes share, in milliseconds. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
