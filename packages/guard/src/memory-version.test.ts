import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { MEMORY_VERSION } from './memory.js'
import { counts, erringRow, GuardedRun, rowOf, stage, subjects } from './testing/guarded-run.js'

/** A run in which every part of what is remembered is something. */
function eventful(): GuardedRun {
  const run = new GuardedRun({ stages: [stage(0.1), stage(0.5), stage(0.99)] })
  const crash = { service: 'checkout', instance: 'a', servedTreatment: true }
  const slow = { treatment: subjects(3, 500), control: subjects(2, 600) }
  run.second({ outcomes: [erringRow(subjects(2), subjects(40, 100), { slow, slowInstances: ['a'] })] })
  run.stage = 1
  run.second({ restarted: true, breakers: [{ service: 'checkout', instance: 'a' }] })
  run.second({ crashes: [crash], outcomes: [erringRow(subjects(3, 700), subjects(9, 800), { stage: 1 })] })
  run.stage = 2
  run.second({ outcomes: [rowOf({ stage: 2, treatment: counts(99, 1), control: counts(1) })] })
  return run
}

/** Engines may round a logarithm differently in its last digits. */
const plain = (_key: string, value: unknown) => {
  if (value instanceof Set) return [...(value as Set<unknown>)]
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value
}

it('moves on when the same inputs are remembered otherwise: a checkpoint would mix both', () => {
  const remembered = JSON.stringify(eventful().memory, plain)
  const digest = createHash('sha256').update(remembered).digest('hex').slice(0, 16)
  // Where this differs, what is remembered has changed: count MEMORY_VERSION up, and write both down here.
  expect({ version: MEMORY_VERSION, digest }).toEqual({ version: 1, digest: '32869d93b9de11ec' })
})
