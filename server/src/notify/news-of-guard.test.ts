import { expect, it } from 'vitest'
import { openGuarded } from '../guard/testing/guarded-app.js'
import { arm } from '../guard/testing/guarded-shop.js'
import { place, project, at as where } from '../releases/testing/release-shop.js'
import { openApp } from '../testing/open-app.js'
import { openReceiver } from './testing/receiver.js'

/** Every request of the new variant fails. */
const broken = {
  treatment: arm(
    40,
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((at) => [at, at + 100, at + 200]),
  ),
}

async function openTold(more: object = {}) {
  const receiver = await openReceiver()
  const guarded = await openGuarded(more, undefined, { RIPCORD_EGRESS_ALLOW: '127.0.0.1' })
  // What the start of the release was is not told.
  guarded.clock.advance(1)
  await guarded.api.createChannel({
    params: { project },
    body: { name: 'on call', target: { type: 'webhook', url: receiver.url } },
  })
  async function fail() {
    await guarded.report({ ...broken, control: arm(40) }).expect(204)
    await guarded.app.guard.tick()
    await guarded.app.notify.tick()
    await guarded.app.notify.settled()
  }
  const told = () => receiver.got.map(({ body }) => JSON.parse(body))
  return { ...guarded, fail, told }
}

it('tells a kill of the guard with what it measured', async () => {
  const { fail, told, api, http } = await openTold()
  await fail()
  expect((await api.getRelease({ params: where })).status).toBe('killed')
  const kills = told().filter(({ type }) => type === 'kill.committed')
  expect(kills).toMatchObject([
    {
      data: {
        title: `Release ${where.release} killed in production`,
        by: { type: 'guard' },
        releases: [where.release],
        reached: { total: 1 },
        evidence: [
          { check: 'sdk-outcomes', outcome: 'fail' },
          { check: 'alerts', outcome: 'pass' },
        ],
      },
    },
  ])
  expect(kills[0].data.because).not.toBe('')
  const { text } = await http.get('/metrics')
  expect(text).toContain('ripcord_guard_kills{lane="outcomes"} 1')
  expect(text).toMatch(/ripcord_guard_decisions\{action="kill"\} 1\n/)
  expect(text).toContain('ripcord_guard_is_blind 0')
  expect(text).toMatch(/ripcord_notify_delivered [1-9]/)
})

it('tells once what the guard would have killed', async () => {
  const { fail, told, api } = await openTold({ policy: { mode: 'observe' } })
  await fail()
  await fail()
  expect((await api.getRelease({ params: where })).status).toBe('running')
  expect(told()).toMatchObject([
    { type: 'guard.would-have-killed', data: { environment: place.environment, releases: [where.release] } },
  ])
})

it('says in the guard’s answer whether it looks', async () => {
  const { app, clock, read, http } = await openTold()
  await app.guard.tick()
  const lastTickAt = clock.now().toISOString()
  expect((await read()).guard).toEqual({ lastTickAt, isBlind: false })
  clock.advance(3_001)
  expect((await read()).guard).toEqual({ lastTickAt, isBlind: true })
  const { text } = await http.get('/metrics')
  expect(text).toContain('ripcord_guard_is_blind 1')
  expect(text).toContain('ripcord_guard_seconds_since_tick 3.001')
})

it('tells everybody that the guard does not look', async () => {
  const timers: (() => void)[] = []
  const receiver = await openReceiver()
  const every = (ms: number, work: () => void) => {
    if (ms === 1_000) timers.push(work)
    return () => undefined
  }
  const { api, app, clock } = await openApp({ RIPCORD_EGRESS_ALLOW: '127.0.0.1' }, { every })
  await api.createChannel({
    params: { project },
    body: { name: 'on call', target: { type: 'webhook', url: receiver.url } },
  })
  clock.advance(10_000)
  // In whatever order they come: what looks is not done before what watches has seen that it had not.
  for (const work of timers) work()
  await app.notify.settled()
  expect(JSON.parse(receiver.got[0]?.body ?? '{}')).toMatchObject({ type: 'guard.blind' })
})
