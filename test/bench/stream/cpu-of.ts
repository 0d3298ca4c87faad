import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second, whatever the machine. */
const tickMs = 10

/** Milliseconds of CPU that a process has used so far, all its threads together. */
export function cpuMsOf(pid: number): number {
  if (process.platform === 'linux') {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * tickMs
  }
  const said = execFileSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' })
  return said.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1_000
}
