// How long the server takes from its start until it listens, against a process that only loads the same modules; and
// what it holds when nobody has come.
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startChild } from '../../harness/child.js'
import { programs } from '../../harness/paths.js'
import { createScope } from '../../harness/scope.js'
import { startServer } from '../../harness/server-process.js'
import { median, type Report } from '../rows.js'
import { residentBytes } from './memory-of.js'

const rounds = 9
const idleMs = 3_000

export async function run(report: Report): Promise<void> {
  const scope = createScope()
  try {
    const starts: number[] = []
    const loads: number[] = []
    // The first start makes database and key file.
    const server = await startServer(scope)
    const firstMs = server.startedInMs
    for (let round = 0; round < rounds; round++) {
      await server.stop()
      loads.push(await loadModules())
      await server.start()
      starts.push(server.startedInMs)
    }
    await sleep(idleMs)
    const mib = residentBytes(server.child.pid) / 1024 / 1024
    const beyond = starts.map((ms, round) => ms - (loads[round] ?? Number.NaN))
    const row = (name: string, value: number, unit: string, aim: number | null = null, against = ''): void =>
      report({ name, value, unit, aim, better: 'lower', against })
    row(
      'start → listens, beyond module loading',
      median(beyond),
      'ms',
      500,
      'a process that loads the same modules',
    )
    row('start → listens', median(starts), 'ms')
    row('start → its modules are loaded', median(loads), 'ms')
    row('first start of all → listens', firstMs, 'ms')
    row('resident memory, nobody connected', mib, 'MiB', 90)
  } finally {
    await scope.close()
  }
}

/** Milliseconds from spawn to the line that says so. */
async function loadModules(): Promise<number> {
  const scope = createScope()
  try {
    const began = performance.now()
    const child = startChild(scope, {
      program: fileURLToPath(new URL('./load-main.js', import.meta.url)),
      args: [programs.server],
      env: { NODE_ENV: 'production' },
    })
    await child.line((line) => (line === 'loaded' ? line : undefined))
    return performance.now() - began
  } finally {
    await scope.close()
  }
}
