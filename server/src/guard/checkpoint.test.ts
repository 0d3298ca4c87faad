import type { GuardPlan } from '@ripcord/guard'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GuardCheckpoint, GuardInput, Storage } from '../storage/storage.js'
import { checkpointOf, stateIn } from './checkpoint.js'
import { replayRun } from './replay.js'
import { Run } from './run.js'
import { arm, GuardedShop, instanceOf, outcomesOf, release } from './testing/guarded-shop.js'
import { brokenSeconds, healthySeconds, openStarted } from './testing/seconds.js'

const ref = { environmentId: 'env-production', release, generation: 1 }
const plan: GuardPlan = {
  release,
  generation: 1,
  services: ['checkout', 'payments'],
  stages: [0.1, 0.5, 1].map((share) => ({ share, bakeTimeMs: 3_000, minSamples: 20, advance: 'automatic' })),
  watchesSlow: true,
  limits: { killAlpha: 0.001, holdAlpha: 0.01, warnAlpha: 0.05, baselineFloor: 0.005 },
  before: {},
}
const freshRun = (restarted = false) => new Run({ ref, plan, flags: [], restarted })

const subjects = fc.array(fc.nat(60), { maxLength: 4 })
const counted = fc.record({ requests: fc.nat(40), erring: subjects, kind: fc.constantFrom('E1', 'E2', 'E3') })
const report = fc.record({
  service: fc.constantFrom('checkout', 'payments'),
  instance: fc.constantFrom('a', 'b', 'c'),
  // A stage is also heard of late, and one in between perhaps never.
  stage: fc.nat(2),
  treatment: counted,
  control: counted,
  unassigned: fc.nat(3),
})
const second = fc.record({
  reports: fc.array(report, { maxLength: 4 }),
  /** Heard while the row of this second is being stored. */
  meanwhile: fc.array(report, { maxLength: 1 }),
  stage: fc.nat(2),
  passedMs: fc.constantFrom(1_000, 1_000, 1_000, 20_000, -5_000),
  breaker: fc.boolean(),
  holds: fc.constantFrom([], [], [], ['budget' as const], ['suspended' as const], ['manual' as const]),
})
type Second = typeof second extends fc.Arbitrary<infer S> ? S : never

const armOf = ({ requests, erring, kind }: Second['reports'][number]['treatment']) => ({
  ...arm(requests + erring.length, erring),
  slowed: erring.slice(1),
  slow: erring.length,
  kinds: erring.length > 0 ? [{ kind, count: erring.length }] : [],
})

/** What a process stores of a run that goes so, and what it knows in the end. */
function live(seconds: readonly Second[]) {
  const run = freshRun()
  const rows: GuardInput[] = []
  let now = 1_000_000
  let sequence = 0
  const hear = ({ service, instance, treatment, control, ...more }: Second['reports'][number]) => {
    const told = outcomesOf({ ...more, treatment: armOf(treatment), control: armOf(control) })
    run.hear(instanceOf(`${service}-${instance}`, '', { service }), (sequence += 1), told, now)
  }
  const decisions = seconds.map(({ reports, meanwhile, stage, passedMs, breaker, holds }) => {
    now += passedMs
    reports.forEach(hear)
    if (breaker) run.hearBreaker(instanceOf('checkout-a', '', { service: 'checkout' }), (sequence += 1))
    const present = { services: new Map(), crashes: [] }
    const row = run.draw({ now, monotonic: now, stage, holds, present, checks: [] })
    meanwhile.forEach(hear)
    rows.push(JSON.parse(JSON.stringify(row)) as GuardInput)
    return run.fold(row)
  })
  return { rows, decisions, state: run.state() }
}

it('is with the rows after it what all rows are, to the bit, wherever it is made', () => {
  let killed = 0
  fc.assert(
    fc.property(fc.array(second, { minLength: 1, maxLength: 40 }), fc.nat(), (seconds, anywhere) => {
      const { rows, decisions, state } = live(seconds)
      const cut = anywhere % (rows.length + 1)
      const before = freshRun()
      for (const row of rows.slice(0, cut)) before.fold(row)
      const known = stateIn(checkpointOf(before.state(), 'test'), 'test')
      const after = freshRun(true)
      if (known !== undefined) after.takeUp(known)
      expect(after.decision).toStrictEqual(decisions[cut - 1])
      expect(rows.slice(cut).map((row) => after.fold(row))).toStrictEqual(decisions.slice(cut))
      expect(after.state()).toStrictEqual(state)
      killed += state.owedKill === undefined ? 0 : 1
    }),
    { numRuns: 200 },
  )
  // Otherwise it has looked at healthy runs alone.
  expect(killed).toBeGreaterThan(0)
})

/** A shop whose storage notes from where inputs are read, and what is done to the checkpoint that it answers. */
async function restarted(
  before: GuardedShop,
  alter: (checkpoint: GuardCheckpoint) => GuardCheckpoint = (checkpoint) => checkpoint,
) {
  const readAfter: number[] = []
  const storage = (real: Storage): Storage => ({
    ...real,
    guardInputs: {
      ...real.guardInputs,
      inputs: (run, after, limit) => {
        if (limit > 1) readAfter.push(after)
        return real.guardInputs.inputs(run, after, limit)
      },
      lastCheckpoint: async (run) => {
        const found = await real.guardInputs.lastCheckpoint(run)
        return found && alter(found)
      },
    },
  })
  const shop = await GuardedShop.open({ bytes: before.die(), clock: before.clock, storage })
  shop.connect('one', 'two')
  return { shop, readAfter }
}

function stateOf(checkpoint: GuardCheckpoint) {
  const state = stateIn(checkpoint, 'test')
  if (state === undefined) throw new Error('not taken')
  return state
}

/** In a stage that bakes for longer than any of these tests. */
const long = { stages: [{ share: 0.5, bakeTime: '10m', minSamples: 20 }] }

async function openAfter(seconds: number): Promise<GuardedShop> {
  const shop = await openStarted(long)
  shop.report('one', { treatment: arm(10, [7]), control: arm(10, [8]), unassigned: 3 })
  await healthySeconds(shop, seconds)
  return shop
}

describe('a restart', () => {
  it('reads the inputs after the last checkpoint alone, and knows all', async () => {
    const before = await openAfter(26)
    const seen = await before.view()
    const { shop, readAfter } = await restarted(before)
    expect(readAfter).toEqual([20])
    expect(await shop.view()).toEqual(seen)
    expect(seen).toMatchObject({ ticks: 27, unassigned: 3 })
  })

  it.each<[string, (checkpoint: GuardCheckpoint) => GuardCheckpoint]>([
    ['is of other code', (one) => ({ ...one, version: `${one.version}-next` })],
    ['is damaged', (one) => ({ ...one, state: one.state.map((byte, at) => (at === 40 ? byte ^ 1 : byte)) })],
    ['is cut off', (one) => ({ ...one, state: one.state.slice(0, -9) })],
    [
      'knows of inputs that are not there',
      (one) => checkpointOf({ ...stateOf(one), sequence: 1_000 }, 'test'),
    ],
  ])('reads all inputs where the checkpoint %s', async (_why, alter) => {
    const before = await openAfter(12)
    const seen = await before.view()
    const { shop, readAfter } = await restarted(before, alter)
    expect(readAfter).toEqual([0])
    expect(await shop.view()).toEqual(seen)
  })

  it('replays to the same decisions from the beginning', async () => {
    const before = await openAfter(14)
    const { shop } = await restarted(before)
    await healthySeconds(shop, 10)
    await brokenSeconds(shop, 4)
    expect(await shop.kills()).toHaveLength(1)
    const { guardInputs } = shop.house.storage
    const [run] = await guardInputs.runs(shop.environmentId, release)
    if (run === undefined) throw new Error('no run')
    const replayed = await replayRun(guardInputs, run)
    expect(replayed.differences).toEqual([])
    expect(replayed.inputs).toBeGreaterThan(25)
    expect(await guardInputs.lastCheckpoint(run)).toBeUndefined()
  })
})

it('is not needed: where it can’t be stored, the guard goes on and says so', async () => {
  const storage = (real: Storage): Storage => ({
    ...real,
    guardInputs: { ...real.guardInputs, checkpoint: () => Promise.reject(new Error('no space')) },
  })
  const shop = await openStarted(long, { storage })
  await healthySeconds(shop, 12)
  expect(shop.logged).toContain('warn: a checkpoint of the guard could not be stored')
  await brokenSeconds(shop, 4)
  expect(await shop.kills()).toHaveLength(1)
})
