import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Whether this system tells it: Linux with its statistics of the scheduler. */
export const canTellProcessorTime = existsSync('/proc/self/schedstat')

/**
 * Microseconds of processor time that processes have used so far, all their threads together. Other than a time on the
 * clock it is hardly changed by what else runs on the machine.
 */
export function processorTimeOf(pids: readonly number[]): number {
  if (!canTellProcessorTime) return Number.NaN
  return pids.reduce((sum, pid) => sum + ofProcess(pid), 0)
}

function ofProcess(pid: number): number {
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks).reduce((sum, task) => sum + ofThread(`${tasks}/${task}/schedstat`), 0)
}

/** "<nanoseconds on a processor> <nanoseconds waiting> <slices>" */
function ofThread(path: string): number {
  return Number(readFileSync(path, 'utf8').split(' ')[0]) / 1_000
}
