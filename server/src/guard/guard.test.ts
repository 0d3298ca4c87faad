import { describe, expect, it } from 'vitest'
import { by, createFlag } from '../changes/testing/house.js'
import { arm, environment, type GuardedShop, project, release } from './testing/guarded-shop.js'
import { broken, brokenSeconds, healthySeconds, openStarted, untilKilled } from './testing/seconds.js'

describe('a release whose new variant fails', () => {
  it('is killed within three seconds of reports, all its flags in one change', async () => {
    const shop = await openStarted()
    await healthySeconds(shop, 2)
    const before = await shop.house.storage.changes.head(project)
    expect(await untilKilled(shop, 3)).toBeLessThanOrEqual(3)
    expect(await shop.house.storage.changes.head(project)).toBe(before + 1)
    const [kill] = await shop.kills()
    expect(kill).toMatchObject({
      cause: 'guard',
      actor: { type: 'guard' },
      episode: expect.stringMatching(`^guard:${release}:1:`),
      lifted: null,
    })
    expect(Object.keys(kill?.serves ?? {})).toEqual(['a', 'b'])
    expect(kill?.reason).toMatch(/^checkout: .*(requests failed|erred) in the new variant/)
    expect(await shop.read()).toMatchObject({ status: 'killed', killId: kill?.killId })
    expect(shop.logged.filter((line) => line.startsWith('warn: The guard killed'))).toHaveLength(1)
  })

  it('leaves its decision, with the evidence, in the change', async () => {
    const shop = await openStarted()
    await untilKilled(shop, 5)
    const head = await shop.house.storage.changes.head(project)
    const change = await shop.house.storage.changes.change(project, head)
    expect(change).toMatchObject({
      kind: 'release.killed',
      cause: { action: 'kill', releases: [release], sequence: expect.any(Number) },
    })
    const assessments = change?.cause?.assessments as unknown as { outcome: string; evidence: object }[]
    expect(assessments.find(({ outcome }) => outcome === 'fail')?.evidence).toMatchObject({
      service: 'checkout',
    })
  })

  it('is killed once, and nothing more is decided on it', async () => {
    const shop = await openStarted()
    await untilKilled(shop, 5)
    const view = await shop.view()
    for (let i = 0; i < 5; i++) {
      shop.report('one', broken())
      await shop.seconds()
    }
    expect(await shop.kills()).toHaveLength(1)
    expect(await shop.view()).toEqual(view)
    expect(shop.guard.numbers()).toMatchObject({ runs: 0, lateOutcomes: 5, unknownGenerations: 0 })
  })

  it('is killed whatever others have killed before: none of their episodes is its own', async () => {
    const shop = await openStarted()
    const { kills } = shop.house
    const { startedAt } = await shop.read()
    const only = { target: { type: 'flags' as const, flags: ['c'] } }
    await createFlag(shop.house, 'c')
    for (const episode of [`guard:${release}:1`, `guard:${release}:1:${startedAt}`])
      await expect(kills.kill(project, environment, { ...only, episode }, by)).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringContaining('those of the release guard'),
      })
    await untilKilled(shop, 5)
  })

  it('is killed also while a person holds it', async () => {
    const shop = await openStarted()
    await shop.house.releases.hold(project, environment, release, { because: 'a look first' }, by)
    await untilKilled(shop, 5)
  })

  it('runs again after a restore, as a generation that knows nothing of the one before', async () => {
    const shop = await openStarted()
    await untilKilled(shop, 5)
    const [kill] = await shop.kills()
    await shop.house.kills.restore(project, environment, kill?.killId ?? '', by)
    await shop.house.releases.start(project, environment, release, {}, by)
    await shop.seconds()
    shop.report('one', broken())
    await shop.seconds()
    expect(await shop.view()).toMatchObject({ generation: 2, counts: [] })
    expect(await shop.read()).toMatchObject({ status: 'running', generation: 2 })
  })
})

describe('a release whose new variant takes processes down', () => {
  it('is killed when three of them were replaced on their hosts after they had served it', async () => {
    const shop = await openStarted()
    shop.connect('three')
    await healthySeconds(shop, 2)
    shop.report('three')
    await shop.seconds()
    for (const name of ['one', 'two', 'three']) shop.replace(name)
    await shop.seconds(2)
    expect((await shop.kills())[0]?.reason).toMatch(
      /3 instances crashed after they had served the new variant/,
    )
  })

  it('is killed when two of two begin to crash as soon as they are there, one after the other', async () => {
    const shop = await openStarted()
    await healthySeconds(shop, 2)
    for (const name of ['one', 'two']) {
      shop.report('two')
      let last = name
      // Each is gone again before anybody has looked, and before it could report.
      for (let times = 0; times < 5; times++) {
        last = shop.replace(last)
        shop.lose(last)
        await shop.seconds()
      }
    }
    expect((await shop.kills())[0]?.reason).toMatch(
      /2 instances crashed after they had served the new variant/,
    )
  })

  it('is killed when whoever comes in the place of the crashed tells of the previous variant alone and crashes', async () => {
    const shop = await openStarted()
    await healthySeconds(shop, 2)
    for (const name of ['one', 'two']) {
      shop.report('two')
      let last = name
      for (let times = 0; times < 3; times++) {
        last = shop.replace(last)
        shop.report(last, { treatment: arm(0) })
        await shop.seconds()
      }
    }
    expect((await shop.kills())[0]?.reason).toMatch(/2 instances crashed/)
  })

  it('is left alone when as many crash that had told of the previous variant alone for more than a minute', async () => {
    const shop = await openStarted()
    const others = ['three', 'four', 'five']
    for (const name of others) shop.connect(name)
    for (let second = 0; second < 70; second++) {
      for (const name of others) shop.report(name, { treatment: arm(0) })
      await healthySeconds(shop, 1)
    }
    for (const name of ['one', 'two', ...others]) shop.replace(name)
    await shop.seconds(2)
    expect(await shop.kills()).toEqual([])
  })

  it('is held when three crash that had told of the previous variant alone', async () => {
    const shop = await openStarted()
    shop.connect('three')
    for (const name of ['one', 'two', 'three']) shop.report(name, { treatment: arm(0) })
    await shop.seconds()
    for (const name of ['one', 'two', 'three']) shop.replace(name)
    await shop.seconds(2)
    expect((await shop.view())?.decision).toMatchObject({ action: 'hold' })
    expect((await shop.read()).holds).toMatchObject([{ reason: 'evidence' }])
    expect(await shop.kills()).toEqual([])
  })

  it('is left alone where the processes are only lost, or said goodbye', async () => {
    const shop = await openStarted()
    shop.connect('three')
    await healthySeconds(shop, 2)
    shop.report('three')
    await shop.seconds()
    for (const name of ['one', 'two', 'three']) shop.lose(name)
    await shop.seconds(60)
    expect(await shop.kills()).toEqual([])
  })
})

describe('a release that everybody gets without a control beside it', () => {
  const failing = (stage: number, where: 'treatment' | 'control', from: number) => ({
    stage,
    treatment: arm(0),
    control: arm(0),
    [where]: arm(
      100,
      [1, 2, 3, 4, 5].map((one) => from + one),
    ),
  })
  const everybody = { share: 1, bakeTime: '10m', minSamples: 20 }

  async function isKilled(shop: GuardedShop, stage: number): Promise<boolean> {
    for (let second = 0; second < 20; second++) {
      for (const name of ['one', 'two']) shop.report(name, failing(stage, 'treatment', 10_000 + 100 * second))
      await shop.seconds()
    }
    return (await shop.kills()).length > 0
  }

  it('is held against what went before, where a stage at 0 has measured that', async () => {
    const shop = await openStarted({ stages: [{ share: 0, bakeTime: '5s', minSamples: 20 }, everybody] })
    for (let second = 0; (await shop.read()).stage === 0 && second < 20; second++) {
      for (const name of ['one', 'two']) shop.report(name, failing(0, 'control', 100 * second))
      await shop.seconds()
    }
    expect((await shop.read()).stage).toBe(1)
    expect(await isKilled(shop, 1)).toBe(false)
  })

  it('is held against its declared floor alone, where nothing went before', async () => {
    expect(await isKilled(await openStarted({ stages: [everybody] }), 0)).toBe(true)
  })

  it('is killed for no habit that its floor allows', async () => {
    const policy = { baselineFloor: 0.05 }
    expect(await isKilled(await openStarted({ stages: [everybody], policy }), 0)).toBe(false)
  })
})

describe('a healthy release', () => {
  it('goes through its stages by itself, and is completed with a verdict', async () => {
    const shop = await openStarted()
    await healthySeconds(shop, 6)
    expect(await shop.read()).toMatchObject({ status: 'baking', stage: 1 })
    await healthySeconds(shop, 7, 1)
    expect(await shop.read()).toMatchObject({ status: 'completed', verdict: 'passed', holds: [] })
    const changes = await shop.house.storage.changes.history(project, { limit: 2 })
    expect(changes.map(({ kind, actor, cause }) => [kind, actor.type, cause?.action])).toEqual([
      ['release.completed', 'guard', 'complete'],
      ['release.advanced', 'guard', 'advance'],
    ])
  })

  it('waits where nothing is reported: no data is no pass', async () => {
    const shop = await openStarted()
    await shop.seconds(60)
    expect(await shop.read()).toMatchObject({ status: 'running', stage: 0, holds: [] })
    expect((await shop.view())?.decision).toMatchObject({ action: 'none' })
  })

  it('stays where a person holds it, and goes on when the person resumes it', async () => {
    const shop = await openStarted()
    await shop.house.releases.hold(project, environment, release, { because: 'a look first' }, by)
    await healthySeconds(shop, 10)
    expect(await shop.read()).toMatchObject({ stage: 0, holds: [{ reason: 'manual' }] })
    await shop.house.releases.resume(project, environment, release, undefined, by)
    await healthySeconds(shop, 7)
    expect((await shop.read()).stage).toBe(1)
  })

  it('does not skip its bake time when somebody sets the clock', async () => {
    const shop = await openStarted({ stages: [{ share: 0.5, bakeTime: '60s' }, { share: 1 }] })
    await healthySeconds(shop, 10)
    shop.clock.setWall(shop.clock.now().getTime() + 24 * 3_600_000)
    await healthySeconds(shop, 10)
    expect((await shop.read()).stage).toBe(0)
    await healthySeconds(shop, 40)
    expect((await shop.read()).stage).toBe(1)
  })
})

describe('a suspended release', () => {
  it('is left alone until its time is over, and is then acted upon by itself', async () => {
    const shop = await openStarted()
    const until = new Date(shop.clock.now().getTime() + 20_000).toISOString()
    await shop.house.releases.suspend(project, environment, release, until, by)
    await brokenSeconds(shop, 10)
    expect(await shop.kills()).toEqual([])
    expect((await shop.view())?.decision).toMatchObject({ action: 'kill' })
    await shop.seconds(15)
    expect(await shop.kills()).toHaveLength(1)
  })
})

describe('observe mode', () => {
  it('writes down that it would have killed, once, and does nothing', async () => {
    const shop = await openStarted({ policy: { mode: 'observe' } })
    const head = await shop.house.storage.changes.head(project)
    await brokenSeconds(shop, 8)
    expect(await shop.kills()).toEqual([])
    expect(await shop.house.storage.changes.head(project)).toBe(head)
    expect(shop.logged.filter((line) => line.includes('would have killed'))).toHaveLength(1)
    const decisions = await shop.guard.decisions(shop.environmentId, release, 1)
    expect(decisions.map(({ decision }) => (decision as { action?: string }).action)).toContain('kill')
  })
})
