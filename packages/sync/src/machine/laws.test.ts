import type { Epoch } from '@ripcord/model'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SyncInput } from '../machine-types.js'
import { Bench } from '../testing/bench.js'
import { drillOf, epochAt, FakeLog, flagEntity, killEntity, killOf } from '../testing/fixtures.js'

/** Messages of one history, some of them broken, to be given in any order. */
function history(): { messages: unknown[]; snapshots: unknown[] } {
  const log = new FakeLog()
  const messages: unknown[] = []
  const snapshots: unknown[] = []
  for (const epoch of [1, 2, 3]) {
    log.epoch = epochAt(epoch)
    for (let step = 0; step < 3; step++) {
      messages.push(log.change(flagEntity(`flag-${step}`, epoch)))
      const kill = step === 2 ? drillOf(`d${epoch}`, 5_000) : killOf(`k${epoch}-${step}`)
      const { kill: ahead, changes } = log.kill(kill)
      messages.push(ahead, changes, log.bookmark())
      snapshots.push({ snapshot: log.snapshot(), answer: log.answer() })
      if (step === 1) messages.push(log.restore(`k${epoch}-0`))
    }
    messages.push(log.resync(epoch === 2), log.drop(`k${epoch}-1`), log.bookmark())
    messages.push({ ...log.bookmark(), hashes: { kills: '0'.repeat(16), flags: 'f'.repeat(16) } })
  }
  messages.push(
    { type: 'goodbye', reconnectAfterMs: 100 },
    null,
    { type: 'changes' },
    killEntity(killOf('x')),
  )
  return { messages, snapshots }
}

const { messages, snapshots } = history()
const failure = fc.record({
  because: fc.string(),
  status: fc.constantFrom(401, 403, 500, 503),
  retryAfterMs: fc.double(),
})
const request = fc.integer({ min: 0, max: 12 })

const input: fc.Arbitrary<SyncInput> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(...messages).map((message) => ({ type: 'message' as const, message })),
  },
  fc.anything().map((message) => ({ type: 'message' as const, message })),
  fc.constantFrom<SyncInput>({ type: 'start' }, { type: 'tick' }),
  { weight: 2, arbitrary: fc.constant<SyncInput>({ type: 'streamOpened' }) },
  failure.map((failed) => ({ type: 'streamClosed' as const, ...failed })),
  fc
    .tuple(request, failure)
    .map(([id, failed]) => ({ type: 'requestFailed' as const, request: id, ...failed })),
  {
    weight: 3,
    arbitrary: fc
      .tuple(request, fc.constantFrom(...snapshots), fc.constantFrom(200 as const, 304 as const))
      .map(
        ([id, found, status]) =>
          ({ type: 'snapshotAnswered' as const, request: id, status, ...(found as object) }) as SyncInput,
      ),
  },
  fc
    .tuple(request, fc.anything())
    .map(([id, answer]) => ({ type: 'ackAnswered' as const, request: id, answer })),
  fc.integer({ min: -1, max: 30 }).map((write) => ({ type: 'killsStored' as const, write })),
  fc
    .array(fc.string({ maxLength: 5 }), { maxLength: 3 })
    .map((flags) => ({ type: 'notServing' as const, flags })),
)

const steps = fc.array(fc.tuple(input, fc.integer({ min: 0, max: 4_000 })), { maxLength: 60 })
const modes = fc.constantFrom('stream' as const, 'polling' as const)

describe('whatever comes in, in whatever order', () => {
  it('nothing throws, and the timer is never asked for the past', () => {
    fc.assert(
      fc.property(modes, fc.boolean(), steps, (mode, diskWorks, inputs) => {
        const bench = new Bench({ mode })
        bench.diskWorks = diskWorks
        bench.give({ type: 'start' })
        for (const [given, ms] of inputs) {
          bench.pass(ms)
          for (const effect of bench.give(given))
            if (effect.type === 'wakeAt') expect(effect.at).toBeGreaterThan(bench.now)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('the applied revision never goes back within an epoch, nor to an older epoch', () => {
    fc.assert(
      fc.property(modes, steps, (mode, inputs) => {
        const bench = new Bench({ mode })
        bench.give({ type: 'start' })
        const seen = new Map<Epoch, number>()
        let epoch = ''
        for (const [given, ms] of inputs) {
          bench.pass(ms)
          bench.give(given)
          const { position } = bench.view
          if (position === null) continue
          expect(position.revision).toBeGreaterThanOrEqual(seen.get(position.epoch) ?? 0)
          expect(position.epoch >= epoch).toBe(true)
          seen.set(position.epoch, position.revision)
          epoch = position.epoch
        }
      }),
      { numRuns: 300 },
    )
  })

  it('a kill that is held goes only by a restore that is read in order, by a drop, or, a drill, by its end', () => {
    fc.assert(
      fc.property(modes, steps, (mode, inputs) => {
        const bench = new Bench({ mode })
        bench.give({ type: 'start' })
        for (const [given, ms] of inputs) {
          bench.pass(ms)
          const before = bench.kills
          const from = bench.view.position?.revision
          bench.give(given)
          for (const [killId, kill] of before) {
            if (bench.kills.has(killId) || kill.cause === 'drill') continue
            expect(mayLift(given, killId, from)).toBe(true)
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})

/** Whether what was given is the word that a kill is over, to one that stands at `from`. */
function mayLift(given: SyncInput, killId: string, from: number | undefined): boolean {
  if (given.type !== 'message') return false
  const message = given.message as {
    type?: string
    from?: number
    killIds?: string[]
    sections?: { entities: { kind: string; key: string; value: unknown }[] }[]
  }
  if (message.type === 'drop') return message.killIds?.includes(killId) === true
  const gone = message.sections?.some(({ entities }) =>
    entities.some(({ kind, key, value }) => kind === 'kill' && key === killId && value === null),
  )
  return message.type === 'changes' && message.from === from && gone === true
}
