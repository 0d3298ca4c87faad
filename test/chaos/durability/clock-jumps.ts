import { ripcordJson } from '../../harness/ripcord-command.js'
import type { Scope } from '../../harness/scope.js'
import { waitFor } from '../../harness/wait-for.js'
import type { ChaosCase } from '../chaos-case.js'
import { checkBook, edit, kill } from './book.js'
import { type FalseClock, noFalseClock, openFalseClock } from './false-clock.js'
import { atLeast, none } from './figures.js'
import { openShop, type Shop } from './shop.js'

const jumps = { short: 3, long: 100 }
const drillMs = 1_500
/** Of server and service: one of them ahead, the other behind, both. */
const clocks = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, -1],
  [-1, 1],
] as const

/** Sets the wall clocks of a live server and a live service a day ahead and back, in the midst of what they do. */
export const clockJumps: ChaosCase = {
  title: 'wall clocks that jump a day under a live server and a live service',
  missing: noFalseClock,
  async run({ scope, size, tell }) {
    const clock = openFalseClock(scope, 'server-clock')
    const serviceClock = openFalseClock(scope, 'service-clock')
    const shop = await openShop(scope, { env: clock.env, serviceEnv: serviceClock.env, watches: true })
    const { server, project, book, service } = shop
    const wrong: string[] = []
    const epochs = [await epochOf(shop)]
    for (let n = 0; n < jumps[size]; n++) {
      const [ofServer, ofService] = clocks[n % clocks.length] ?? [0, 0]
      clock.setDays(ofServer)
      serviceClock.setDays(ofService)
      wrong.push(...(await change(shop, n)))
      if (n % 10 === 9) tell(`${n + 1} of ${jumps[size]}`)
    }
    wrong.push(...(await checkBook(project, book)))
    wrong.push(
      ...(await drill(shop, clock, { from: 1, to: -1 })),
      ...(await drill(shop, clock, { from: -1, to: 1 })),
    )
    wrong.push(...(await logIn(scope, shop, clock)))

    const killId = await kill(project, book, 'flag-7')
    await project.reachedAll(killId, 1)
    clock.setDays(1)
    await server.stop()
    await server.start()
    epochs.push(await epochOf(shop, epochs))
    clock.setDays(-1)
    await server.kill()
    await server.start()
    epochs.push(await epochOf(shop, epochs))
    await project.reachedAll(killId, 1)
    wrong.push(...(await checkBook(project, book)))
    const { backSteps, looks } = await service.sightings()
    return [
      atLeast(2 * jumps[size], 'changes acknowledged meanwhile', book.acknowledged.length),
      none(`changes, kills, drills, sessions that went wrong in ${jumps[size]} jumps`, wrong),
      none('epochs that did not rise over two starts, the clock set back', notRising(epochs)),
      atLeast(1_000, 'looks of the service at its flags', looks),
      { name: 'steps back that it saw', value: backSteps, unit: '', must: { be: '=', value: 0 } },
    ]
  },
}

/** An edit, and a kill that has to land and is lifted: what does not come about, in sentences. */
async function change(shop: Shop, n: number): Promise<string[]> {
  const { project, book, service } = shop
  const before = book.acknowledged.at(-1)?.revision ?? 0
  try {
    await edit(project, book, 'flag-0', `after jump ${n}`)
    const killId = await kill(project, { ...book, acknowledged: [] }, 'flag-1')
    await service.serves('flag-1', false)
    await project.reachedAll(killId, 1)
    await project.restore(killId)
    await service.serves('flag-1', true)
    await edit(project, book, 'flag-2', `after the kill after jump ${n}`)
    const revisions = [before, ...book.acknowledged.slice(-2).map(({ revision }) => revision)]
    return isRising(revisions) ? [] : [`Revisions after jump ${n}: ${revisions.join(', ')}`]
  } catch (error) {
    return [`After jump ${n}: ${String(error)}`]
  }
}

/** It lasts its time by the clock that does not jump: no shorter with a jump ahead, no longer with one back. */
async function drill(
  { project, service }: Shop,
  clock: FalseClock,
  days: { from: number; to: number },
): Promise<string[]> {
  clock.setDays(days.from)
  const begin = performance.now()
  await project.api.startDrill({
    params: project.params,
    body: { target: { type: 'flags', flags: ['flag-3'] }, endsAfterMs: drillMs },
  })
  await service.serves('flag-3', false)
  clock.setDays(days.to)
  try {
    await service.serves('flag-3', true, { timeoutMs: 60_000 })
  } catch {
    return [`A drill did not end with the clock set from day ${days.from} to ${days.to}`]
  }
  const lastedMs = performance.now() - begin
  return lastedMs >= drillMs ? [] : [`A drill of ${drillMs} ms ended after ${lastedMs} ms`]
}

/** A link that was made by the true clock, and its session, under the false one. */
async function logIn(scope: Scope, { server }: Shop, clock: FalseClock): Promise<string[]> {
  const { link } = await ripcordJson<{ link: string }>(scope, server.dataDir, ['link'])
  const secret = link.split('#')[1] ?? ''
  const open = (): Promise<Response> =>
    fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { origin: server.url, 'content-type': 'application/json' },
      body: JSON.stringify({ secret }),
    })
  const wrong: string[] = []
  const expect = (what: string, { status }: Response, expected: number): void => {
    if (status !== expected) wrong.push(`${what}: ${status}, expected ${expected}`)
  }
  clock.setDays(-1)
  const opened = await open()
  expect('A link, opened with the clock a day back', opened, 201)
  expect('The same link once more', await open(), 401)
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
  const look = (): Promise<Response> => fetch(`${server.url}/api/v1/session`, { headers: { cookie } })
  expect('Its session', await look(), 200)
  clock.setDays(1)
  // Nobody has used it for two days, as far as the server can know.
  expect('Its session with the clock two days on', await look(), 401)
  clock.setDays(-2)
  expect('Its session with the clock three days back', await look(), 200)
  return wrong
}

/** The service's, once it has one that none of `others` is. */
async function epochOf({ service }: Shop, others: readonly string[] = []): Promise<string> {
  return waitFor('a new epoch', async () => {
    const { position } = await service.status()
    return position !== null && !others.includes(position.epoch) ? position.epoch : undefined
  })
}

function notRising(epochs: readonly string[]): string[] {
  return isRising(epochs) ? [] : [epochs.join(', ')]
}

function isRising(values: readonly (string | number)[]): boolean {
  return values.every((value, index) => index === 0 || value > (values[index - 1] ?? value))
}
