import { describe, expect, it } from 'vitest'
import {
  type Answers,
  answered,
  openWatchedShop,
  prometheusCheck,
  prometheusSays,
} from './testing/watched-shop.js'

const stepMs = 10_500
const healthy: Answers = (request) => prometheusSays(request, '0.01')
const away: Answers = () => answered(503, 'away')

/** A release with checks at places of their own, of which each answers as it is told. */
async function open(ids: readonly string[], shared: readonly string[] = []) {
  const says = new Map<string, Answers>()
  const answer: Answers = (request) => {
    const query = new URL(request.url).searchParams.get('query') ?? ''
    return (says.get(query) ?? healthy)(request)
  }
  let watched = await openWatchedShop(answer)
  const checks = ids.map((id) =>
    prometheusCheck({ id, query: id, url: `http://${shared.includes(id) ? 'shared' : id}.example` }),
  )
  const stages = [0.5, 1].map((share) => ({ share, bakeTime: '30m', minSamples: 1 }))
  await watched.shop.start({ stages, checks })
  async function steps(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await watched.pass(stepMs)
  }
  return {
    say: (answers: Answers, ...of: string[]) => of.forEach((id) => says.set(id, answers)),
    steps,
    restart: async () => {
      watched = await openWatchedShop(answer, { bytes: watched.shop.die(), clock: watched.shop.clock })
    },
    holds: async () => (await watched.shop.read()).holds.map(({ reason }) => reason),
    kills: async () => (await watched.shop.kills()).length,
    told: (sentence: string) => watched.logged.filter((line) => line.includes(sentence)).length,
  }
}

// An error is unknown from the fifth in a row on.
const untilUnknown = 6

describe('the guard', () => {
  it('is blind where half of all checks know nothing, is told so once, and sees again when they do', async () => {
    const { say, steps, holds, kills, told } = await open(['a', 'b', 'c', 'd'])
    await steps(4)
    expect(await holds()).toEqual([])
    say(away, 'a', 'b')
    await steps(untilUnknown)
    expect(await holds()).toContain('blind')
    await steps(20)
    expect(told('The guard is blind: 2 of 4 checks know nothing')).toBe(1)
    say(healthy, 'a', 'b')
    await steps(3)
    expect(await holds()).not.toContain('blind')
    expect(await kills()).toBe(0)
    say(away, 'a', 'b')
    await steps(untilUnknown)
    expect(told('The guard is blind')).toBe(2)
  })

  it('is not blind where one knows nothing, be it the only one, nor where fewer than half do', async () => {
    const alone = await open(['a'])
    await alone.steps(4)
    alone.say(away, 'a')
    await alone.steps(untilUnknown + 2)
    expect(await alone.holds()).not.toContain('blind')
    expect(await alone.holds()).toContain('error')

    const many = await open(['a', 'b', 'c', 'd', 'e'])
    await many.steps(4)
    many.say(away, 'a', 'b')
    await many.steps(untilUnknown + 2)
    expect(await many.holds()).not.toContain('blind')
  })

  it('that is blind kills by no check that still answers, until it sees', async () => {
    const { say, steps, holds, kills } = await open(['a', 'b', 'c'])
    await steps(4)
    say(away, 'a', 'b')
    await steps(untilUnknown)
    expect(await holds()).toContain('blind')
    say((request) => prometheusSays(request, '0.5'), 'c')
    await steps(6)
    expect(await kills()).toBe(0)
    say(healthy, 'a', 'b')
    await steps(4)
    expect(await kills()).toBe(1)
  })

  it('is still blind after a restart in the midst of it, and within its warm-up', async () => {
    const { say, steps, restart, holds, kills, told } = await open(['a', 'b'])
    await steps(4)
    say(away, 'a', 'b')
    await steps(untilUnknown)
    await restart()
    await steps(1)
    expect(await holds()).toContain('blind')
    expect(told('The guard is blind')).toBe(1)
    await steps(10)
    expect(await kills()).toBe(0)
    say(healthy, 'a', 'b')
    await steps(4)
    expect(await holds()).not.toContain('blind')
  })
})

describe('a place where two checks learn nothing', () => {
  it('is named once, by what was asked and not by check', async () => {
    const { say, steps, told } = await open(['a', 'b', 'c', 'd', 'e'], ['a', 'b'])
    await steps(4)
    say(away, 'a', 'b')
    await steps(untilUnknown + 10)
    expect(told('2 checks learn nothing from one place')).toBe(1)
  })

  it('is not named where they ask two', async () => {
    const { say, steps, told } = await open(['a', 'b', 'c', 'd', 'e'])
    await steps(4)
    say(away, 'a', 'b')
    await steps(untilUnknown + 10)
    expect(told('learn nothing from one place')).toBe(0)
  })
})
