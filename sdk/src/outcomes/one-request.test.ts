import { describe, expect, it } from 'vitest'
import { FakeServer } from '../testing/fake-server.js'
import { type FakeWorld, startClient } from '../testing/fake-world.js'
import { bucketOf, released } from '../testing/releases.js'
import { kill } from '../testing/samples.js'

// Three services that ask each other in turn, each with a server of its own, so that each hears of a change at another
// moment, as processes do.

const requests = 10_000
const ways = 50

interface Service extends FakeWorld {
  readonly server: FakeServer
}

async function threeServices(): Promise<readonly [Service, Service, Service]> {
  const start = async (): Promise<Service> => {
    const server = new FakeServer([released('a', 0.5)])
    const world = startClient({ servers: server, options: { honourBaggage: true } })
    await world.clock.advance(100)
    return { ...world, server }
  }
  return [await start(), await start(), await start()]
}

/** Whether the service has said that it holds the kill. */
const hasKill = ({ server }: Service): boolean => server.acks.some(({ added }) => added.includes('k1'))

interface Answer {
  readonly value: boolean
  /** Whether the service had acknowledged the kill when it was asked. */
  readonly isAfterKill: boolean
}

/** What each service answers one request, with the pauses in which anything may happen. */
async function answersOf(services: readonly Service[], targetingKey: string, pause: () => Promise<unknown>) {
  const answers: Answer[] = []
  const ask = async (at: number, headers: { readonly baggage?: string }): Promise<void> => {
    const service = services[at]
    if (service === undefined) return
    const { client } = service
    const answer = () =>
      answers.push({ isAfterKill: hasKill(service), value: client.getBooleanValue('a', false) })
    await client.scope(
      { targetingKey },
      async () => {
        answer()
        await pause()
        await ask(at + 1, client.injectBaggage())
        answer()
      },
      headers,
    )
  }
  await ask(0, {})
  return answers
}

/** Runs requests, some at a time, while `change` reaches one service after another. */
async function across(services: readonly Service[], change: (service: Service, round: number) => void) {
  const all: Answer[][] = []
  for (let round = 0; round < requests / ways; round++) {
    const arrivals = services.map((service, at) => ({ service, turn: (round * 7 + at * 5) % 11 }))
    let turn = 0
    const pause = () => new Promise((resolve) => setImmediate(resolve))
    const mover = (async () => {
      for (; turn < 12; turn++) {
        for (const { service, turn: due } of arrivals) if (due === turn) change(service, round)
        await pause()
      }
    })()
    const work = Array.from({ length: ways }, async (_, way) => {
      for (let i = 0; i < way % 12; i++) await pause()
      all.push(await answersOf(services, `user-${round}-${way}`, pause))
    })
    await Promise.all([mover, ...work])
  }
  return all
}

const isMixed = (answers: readonly Answer[]): boolean => new Set(answers.map(({ value }) => value)).size > 1

describe('a request through three services', () => {
  it('has one variant to the end, across edits that reach them at different moments', async () => {
    const services = await threeServices()
    const all = await across(services, ({ server }, round) =>
      server.change(released('a', round % 2 === 0 ? 0.1 : 0.9, { stage: round + 1 })),
    )
    expect(all).toHaveLength(requests)
    expect(all.filter(isMixed)).toEqual([])
    // Both variants were served, and the edits did matter.
    expect(new Set(all.map(([first]) => first?.value)).size).toBe(2)
  })

  it('has the killed variant nowhere after the service has the kill, and is mixed only where the kill met it', async () => {
    const services = await threeServices()
    const all = await across(services, ({ server }, round) => {
      if (round === 100) server.kill(kill('k1', ['a']))
    })
    const answers = all.flat()
    expect(services.every(hasKill)).toBe(true)
    expect(answers.filter(({ value, isAfterKill }) => value && isAfterKill)).toEqual([])
    expect(answers.filter(({ isAfterKill }) => isAfterKill).length).toBeGreaterThan(requests)
    // Those that were under way in the round of the kill, and no others.
    const mixed = all.flatMap((one, at) => (isMixed(one) ? [at] : []))
    expect(mixed.length).toBeGreaterThan(0)
    expect(mixed.every((at) => at >= 100 * ways && at < 101 * ways)).toBe(true)
  })
})

it('subjects are told apart by the same bucket in each service', async () => {
  const services = await threeServices()
  const targetingKey = 'user-1'
  for (const { client, clock, server } of services) {
    client.scope({ targetingKey }, () => client.getBooleanValue('a', false))
    await clock.advance(1_000)
    const [outcomes] = server.reports.flatMap((report) => report.outcomes ?? [])
    expect([...(outcomes?.treatment.seen ?? []), ...(outcomes?.control.seen ?? [])]).toEqual([
      bucketOf({ targetingKey }),
    ])
  }
})
