import { describe, expect, it } from 'vitest'
import { by } from '../changes/testing/house.js'
import { type Storage, StorageError } from '../storage/storage.js'
import type { GuardDoors } from './index.js'
import { replayRun } from './replay.js'
import { arm, doorsOf, environment, GuardedShop, project, release } from './testing/guarded-shop.js'
import { broken, brokenSeconds, healthySeconds, openStarted, untilKilled } from './testing/seconds.js'

/** A process that dies, and another one on what it has left; its clients come back. */
async function restart(shop: GuardedShop, parts: { doors?: Partial<GuardDoors> } = {}): Promise<GuardedShop> {
  const next = await GuardedShop.open({ bytes: shop.die(), clock: shop.clock, ...parts })
  next.connect('one', 'two')
  return next
}

const hanging = () => new Promise<never>(() => undefined)

describe('a restart in the middle of a release', () => {
  it('holds it until each service has reported anew, and then it goes on', async () => {
    const before = await openStarted()
    await healthySeconds(before, 3)
    const shop = await restart(before)
    await shop.seconds(10)
    expect(await shop.read()).toMatchObject({ stage: 0, holds: [{ reason: 'verify-after-restart' }] })
    await healthySeconds(shop, 4)
    expect(await shop.read()).toMatchObject({ stage: 1, holds: [] })
  })

  it('forgets no second: counts and subjects are what they were', async () => {
    const before = await openStarted()
    for (let second = 0; second < 5; second++) {
      // The same subject, again and again: one process in each life would count it anew.
      before.report('one', { treatment: arm(10, [7]), control: arm(10, [8]) })
      await before.seconds()
    }
    const seen = await before.view()
    const shop = await restart(before)
    expect(await shop.view()).toMatchObject({ counts: seen?.counts, ticks: seen?.ticks })
    shop.report('two', { treatment: arm(10, [7]), control: arm(10, [8]) })
    await shop.seconds()
    const outcomes = (await shop.view())?.decision?.assessments.find(({ check }) => check === 'sdk-outcomes')
    expect(outcomes?.evidence).toMatchObject({ erringInTreatment: 1, erringInControl: 1 })
  })

  it('counts no report twice that comes again after it', async () => {
    const before = await openStarted()
    before.report('one', {}, { sequence: 41 })
    await before.seconds()
    const shop = await restart(before)
    shop.report('one', {}, { sequence: 41 })
    await shop.seconds()
    expect((await shop.view())?.counts).toMatchObject([{ treatment: { requests: 10 } }])
    expect(shop.guard.numbers()).toMatchObject({ repeatedReports: 1, outcomes: 0 })
  })

  it('neither loses nor doubles a kill that was decided and had not landed', async () => {
    const { shop: before, asked } = await openHanging(async () => undefined)
    void brokenSeconds(before, 5)
    await asked
    const shop = await restart(before)
    expect(await shop.kills()).toHaveLength(1)
    expect((await shop.read()).status).toBe('killed')
    await brokenSeconds(shop, 3)
    expect(await shop.kills()).toHaveLength(1)
  })

  it('kills on a restored backup too, where an SDK has brought the kill of the run that it lost', async () => {
    const lost = await GuardedShop.open()
    const backup = lost.die()
    lost.connect('one', 'two')
    await lost.start()
    await untilKilled(lost, 5)
    const stored = await lost.house.storage.changes.read(project, [{ kind: 'kill', environment }])
    const [brought] = stored.list('kill', environment)
    if (!brought?.value) throw new Error('the kill was not stored')
    const { lifted: _lifted, ...kill } = brought.value

    const shop = await GuardedShop.open({ bytes: backup, clock: lost.clock })
    await shop.house.kills.adopt(shop.environmentId, kill)
    await shop.house.kills.restore(project, environment, kill.killId, by)
    shop.clock.advance(60_000)
    shop.connect('one', 'two')
    await shop.start()
    expect(await shop.read()).toMatchObject({ status: 'running', generation: 1 })
    await brokenSeconds(shop, 5)
    expect(await shop.read()).toMatchObject({ status: 'killed' })
  })

  it('owes a kill that storage refused, also when nothing is wrong any more', async () => {
    const refuse = () => Promise.reject(new StorageError('full', 'no space'))
    const before = await openStarted(
      { stages: [{ share: 0.5, bakeTime: '10m', minSamples: 20 }] },
      {
        doors: { kill: refuse },
      },
    )
    await healthySeconds(before, 2)
    // A break that only the last ten seconds tell of.
    before.report('one', { treatment: { ...arm(60, [1, 2, 3]), errors: 60 } })
    await healthySeconds(before, 14)
    expect((await before.view())?.decision?.action).toBe('none')
    const shop = await restart(before)
    expect((await shop.kills())[0]?.reason).toMatch(/requests failed in the new variant within the last 10 s/)
    await healthySeconds(shop, 3)
    expect(await shop.kills()).toHaveLength(1)
  })

  it('owes none that was decided while a person had suspended the release', async () => {
    const before = await openStarted({ stages: [{ share: 0.5, bakeTime: '10m', minSamples: 20 }] })
    await healthySeconds(before, 2)
    const until = new Date(before.clock.now().getTime() + 20_000).toISOString()
    await before.house.releases.suspend(project, 'production', release, until, by)
    before.report('one', { treatment: { ...arm(60, [1, 2, 3]), errors: 60 } })
    await healthySeconds(before, 14)
    const shop = await restart(before)
    await healthySeconds(shop, 10)
    expect(await shop.kills()).toEqual([])
    const decided = await shop.guard.decisions(shop.environmentId, release, 1)
    expect(decided.map(({ decision }) => decision)).toContainEqual(
      expect.objectContaining({ action: 'kill' }),
    )
  })

  it('neither loses nor doubles a kill that had landed and was not heard of', async () => {
    const { shop: before, asked } = await openHanging((land) => land())
    void brokenSeconds(before, 5)
    await asked
    const head = await before.house.storage.changes.head(project)
    const shop = await restart(before)
    await brokenSeconds(shop, 3)
    expect(await shop.kills()).toHaveLength(1)
    expect(await shop.house.storage.changes.head(project)).toBe(head)
    expect(await shop.house.storage.guardInputs.unended()).toEqual([])
  })

  it('shows of what it killed what was known, also where it died before the end was written', async () => {
    const { shop: before, asked } = await openHanging((land) => land())
    const kinds = [{ kind: 'TypeError', count: 10, traceId: '0af7651916cd43dd8448eb211c80319c' }]
    const treatment = { ...arm(10, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), kinds }
    for (const name of ['one', 'two']) before.report(name, { treatment })
    void before.seconds()
    await asked
    const shop = await restart(before)
    expect(await shop.view()).toMatchObject({
      ticks: 2,
      decision: { action: 'kill' },
      counts: [{ treatment: { requests: 20, errors: 20 } }],
      kinds: [{ kind: 'TypeError', treatment: 20, control: 0, traceId: kinds[0]?.traceId }],
    })
    const decided = await shop.guard.decisions(shop.environmentId, release, 1)
    expect(decided.at(-1)).toMatchObject({ sequence: 2, decision: { action: 'kill' } })
  })

  it('takes what is still reported of a run that had ended for late, and holds it against nobody', async () => {
    const { shop: before, asked } = await openHanging((land) => land())
    void brokenSeconds(before, 5)
    await asked
    const shop = await restart(before)
    shop.report('one', broken())
    expect(shop.guard.refused(shop.environmentId).size).toBe(0)
    expect(shop.guard.numbers()).toMatchObject({ lateOutcomes: 1, unknownGenerations: 0 })
    expect(shop.guard.lastFailure(shop.environmentId, release, 1)).toBe(shop.clock.now().getTime())
  })

  it('ends what ended while nobody watched', async () => {
    const before = await openStarted()
    await healthySeconds(before, 2)
    await before.house.releases.abort(project, 'production', release, {
      actor: { type: 'person', id: 'ada' },
    })
    const shop = await restart(before)
    expect(await shop.house.storage.guardInputs.unended()).toEqual([])
    expect(shop.guard.numbers().runs).toBe(0)
  })
})

/** A shop whose guard's kill never comes back; `asked` resolves when it has got as far as `door` lets it. */
async function openHanging(door: (land: () => Promise<unknown>) => Promise<unknown>) {
  let isAsked: () => void = () => undefined
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve
  })
  const shop: GuardedShop = await openStarted(undefined, {
    doors: {
      async kill(...given) {
        await door(() => doorsOf(shop.house).kill(...given))
        isAsked()
        await hanging()
      },
    },
  })
  return { shop, asked }
}

describe('a storage that fails', () => {
  it('kills nobody until it heals, and then nothing was lost', async () => {
    const { shop, fail } = await openFailing()
    await healthySeconds(shop, 2)
    fail(true)
    await brokenSeconds(shop, 4)
    expect(await shop.kills()).toEqual([])
    expect(shop.logged.filter((line) => line.startsWith('error:')).length).toBe(4)
    fail(false)
    await shop.seconds(2)
    expect(await shop.kills()).toHaveLength(1)
  })

  it('holds a healthy release for the time that it could not be watched', async () => {
    const { shop, fail } = await openFailing()
    await healthySeconds(shop, 2)
    fail(true)
    await healthySeconds(shop, 10)
    expect((await shop.read()).stage).toBe(0)
    fail(false)
    await shop.seconds(2)
    expect(await shop.read()).toMatchObject({ stage: 0, holds: [{ reason: 'error' }] })
    expect((await shop.view())?.counts).toMatchObject([{ treatment: { requests: 240 } }])
    await healthySeconds(shop, 4)
    expect(await shop.read()).toMatchObject({ stage: 1, holds: [] })
  })
})

/** A shop whose storage takes no inputs for as long as it is told to fail. */
async function openFailing() {
  let fails = false
  const storage = (real: Storage): Storage => ({
    ...real,
    guardInputs: {
      ...real.guardInputs,
      append: (rows) =>
        fails ? Promise.reject(new StorageError('full', 'no space')) : real.guardInputs.append(rows),
    },
  })
  const shop = await openStarted(undefined, { storage })
  return {
    shop,
    fail: (does: boolean) => {
      fails = does
    },
  }
}

describe('a replay of what was stored', () => {
  it('gives the same decisions to the bit', async () => {
    const before = await openStarted()
    await healthySeconds(before, 7)
    const shop = await restart(before)
    await healthySeconds(shop, 2, 1)
    await untilKilled(shop, 10, 1)
    const { guardInputs } = shop.house.storage
    const [run] = await guardInputs.runs(shop.environmentId, release)
    if (run === undefined) throw new Error('no run')
    const replayed = await replayRun(guardInputs, run)
    expect(replayed.differences).toEqual([])
    expect(replayed.decisions.map(({ decision }) => decision.action)).toContain('kill')
    expect(replayed.decisions.map(({ sequence }) => sequence)).toEqual(
      (await guardInputs.decisions(run)).map(({ sequence }) => sequence),
    )
  })

  it('names what does not fit', async () => {
    const shop = await openStarted()
    await healthySeconds(shop, 3)
    const { guardInputs } = shop.house.storage
    const [run] = await guardInputs.runs(shop.environmentId, release)
    if (run === undefined) throw new Error('no run')
    await guardInputs.note(run, { sequence: 3, decision: { action: 'kill' } })
    expect((await replayRun(guardInputs, run)).differences).toMatchObject([{ sequence: 3 }])
  })
})
