import { expect, it } from 'vitest'
import { place, at as where } from '../releases/testing/release-shop.js'
import { openGuarded } from './testing/guarded-app.js'
import { arm } from './testing/guarded-shop.js'

/** Every request of the new variant fails. */
const broken = {
  treatment: arm(
    40,
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((at) => [at, at + 100, at + 200]),
  ),
}

async function untilDecided(guarded: Awaited<ReturnType<typeof openGuarded>>) {
  await guarded.report({ ...broken, control: arm(40) }).expect(204)
  await guarded.app.guard.tick()
  await guarded.app.incidents.tick()
}

it('keeps what the guard killed until somebody says whether it was right, and counts that', async () => {
  const guarded = await openGuarded()
  const { api } = guarded
  await untilDecided(guarded)
  const { killId } = await api.getRelease({ params: where })
  const listed = await api.listAutomaticKills({ params: place })
  expect(listed).toMatchObject({
    items: [{ id: killId, type: 'killed', release: where.release, check: 'sdk-outcomes', label: null }],
    unlabelled: 1,
    precision: null,
  })
  const params = { ...place, id: killId ?? '' }
  await api.labelAutomaticKill({ params, body: { verdict: 'wrong' } })
  await api.labelAutomaticKill({ params, body: { verdict: 'right', reason: 'the <cart> was empty' } })
  expect(await api.listAutomaticKills({ params: place })).toMatchObject({
    right: 1,
    wrong: 0,
    unlabelled: 0,
    precision: 1,
    checks: [{ check: 'sdk-outcomes', right: 1 }],
  })
  const incident = { ...place, kill: killId ?? '' }
  expect((await api.getIncident({ params: incident })).label).toMatchObject({ verdict: 'right' })
  expect((await api.listIncidents({ params: place })).items[0]?.label?.reason).toBe('the <cart> was empty')
  const { markdown } = await api.exportIncident({ params: incident })
  expect(markdown).toMatch(/- The guard was right, says `.*`: the &lt;cart> was empty\n/)
})

it('keeps what the guard would have killed, once a run', async () => {
  const guarded = await openGuarded({ policy: { mode: 'observe' } })
  const { api } = guarded
  await untilDecided(guarded)
  await untilDecided(guarded)
  expect((await api.getRelease({ params: where })).status).toBe('running')
  const { items } = await api.listAutomaticKills({ params: place })
  expect(items).toMatchObject([{ id: `observed.${where.release}.1`, type: 'wouldHaveKilled', generation: 1 }])
  await api.labelAutomaticKill({ params: { ...place, id: items[0]?.id ?? '' }, body: { verdict: 'wrong' } })
  expect(await api.listAutomaticKills({ params: place })).toMatchObject({ wrong: 1, precision: 0 })
})

it('has no label for what somebody else killed, nor for what nobody did', async () => {
  const { api, app } = await openGuarded()
  await api.killRelease({ params: where, body: {} })
  await app.incidents.tick()
  expect((await api.listAutomaticKills({ params: place })).items).toEqual([])
  const params = { ...place, id: 'kill-of-nobody' }
  await expect(api.labelAutomaticKill({ params, body: { verdict: 'right' } })).rejects.toMatchObject({
    problem: { status: 404 },
  })
})
