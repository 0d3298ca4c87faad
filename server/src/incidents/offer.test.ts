import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { runRipcord } from '../cli/testing/run-ripcord.js'
import { openGuarded } from '../guard/testing/guarded-app.js'
import { openReceiver } from '../notify/testing/receiver.js'
import { createFlag, fileOf, place, project } from '../releases/testing/release-shop.js'
import { ownerToken } from '../testing/open-app.js'

/** A kill that an instance does not hold, while the releases `older` and `newer` run, and `later` starts after it. */
async function openIneffective() {
  const receiver = await openReceiver()
  const { api, app, clock } = await openGuarded({}, undefined, { RIPCORD_EGRESS_ALLOW: '127.0.0.1' })
  async function start(release: string) {
    clock.advance(1_000)
    await createFlag(api, `flag-of-${release}`)
    const flags = [{ key: `flag-of-${release}`, outgoing: 'on' }]
    await api.applyRelease({ params: { ...place, release }, body: fileOf({ flags }) })
    await api.startRelease({ params: { ...place, release }, body: {} })
  }
  await start('older')
  await start('newer')
  await createFlag(api, 'alone')
  clock.advance(1_000)
  await api.createChannel({
    params: { project },
    body: { name: 'on call', target: { type: 'webhook', url: receiver.url } },
  })
  const kill = async (target: { type: 'flags'; flags: string[] } | { type: 'release'; release: string }) =>
    (await api.createKill({ params: place, body: { target, reason: 'it fails' } })).kill.killId
  const alone = await kill({ type: 'flags', flags: ['alone'] })
  await start('later')
  async function aMinuteLater() {
    clock.advance(61_000)
    await app.incidents.tick()
    await app.notify.tick()
    await app.notify.settled()
  }
  await aMinuteLater()
  return {
    api,
    kill,
    aMinuteLater,
    alone,
    told: () => receiver.got.map(({ body }) => JSON.parse(body)),
    offer: async (of: string) => (await api.getIncident({ params: { ...place, kill: of } })).offer,
    ripcord: (args: string[]) =>
      runRipcord([...args, '--project', project, '--environment', place.environment], {
        RIPCORD_URL: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
        RIPCORD_TOKEN: ownerToken,
      }),
  }
}

it('stays offered, until somebody takes it: the release that started last before the kill', async () => {
  const { offer, alone, api, kill, aMinuteLater } = await openIneffective()
  expect(await offer(alone)).toEqual({
    release: 'newer',
    because:
      'The kill has not helped, and of what started before it and still runs, release newer started last.',
  })
  await aMinuteLater()
  expect((await api.listIncidents({ params: place })).items[0]?.offer).toMatchObject({ release: 'newer' })
  const next = await kill({ type: 'release', release: 'newer' })
  // It is tried: while that is not known, nothing is offered.
  expect(await offer(alone)).toBeNull()
  expect(await offer(next)).toBeNull()
  await aMinuteLater()
  expect(await offer(alone)).toBeNull()
  expect(await offer(next)).toMatchObject({ release: 'later' })
})

it('passes on to the one before where what was offered runs no more', async () => {
  const { offer, alone, api } = await openIneffective()
  await api.abortRelease({ params: { ...place, release: 'newer' }, body: {} })
  expect(await offer(alone)).toMatchObject({ release: 'older' })
})

it('is offered no longer when the kill is lifted', async () => {
  const { offer, alone, api, aMinuteLater } = await openIneffective()
  await api.restoreKill({ params: { ...place, kill: alone }, body: { reason: 'it was not that' } })
  await aMinuteLater()
  expect(await offer(alone)).toBeNull()
})

it('is told, with the command that takes it', async () => {
  const { told, alone } = await openIneffective()
  expect(told().filter(({ type }) => type === 'kill.ineffective')).toMatchObject([
    {
      data: {
        killId: alone,
        because: expect.stringMatching(
          /Release newer runs too.*: ripcord release kill newer --project default --environment production --reason/,
        ),
      },
    },
  ])
})

it('is shown by the command line, which takes it with one command', async () => {
  const { ripcord, alone, api } = await openIneffective()
  const { out } = await ripcord(['incident', alone])
  expect(out).toMatch(/^alone in production: kill /)
  expect(out).toMatch(/^ineffective: 1 of 1 instances have not acknowledged\.$/m)
  expect(out).toMatch(
    / {2}ripcord release kill newer --project default --environment production --reason "…"$/,
  )
  const { take } = JSON.parse((await ripcord(['incident', '--json'])).out)
  expect(take).toBe('ripcord release kill newer --project default --environment production')
  const taken = await ripcord(['release', 'kill', 'newer', '--reason', 'the next to try'])
  expect(taken).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^newer in production: killed /) })
  expect((await api.getRelease({ params: { ...place, release: 'newer' } })).status).toBe('killed')
  expect((await ripcord(['incident'])).out).toMatch(/^release newer in production: kill .*\npending: /)
})
