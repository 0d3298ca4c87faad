import { expect, it } from 'vitest'
import { at, openReleaseShop, place, project, release, startRelease } from './testing/release-shop.js'

const refused = {
  problem: { status: 409, code: 'release-owns', detail: expect.stringContaining(JSON.stringify(release)) },
}
const inProduction = { ...place, flag: 'a' }

async function withRunningRelease() {
  const shop = await openReleaseShop('a', 'b', 'c')
  const before = await shop.settings('a')
  await startRelease(shop.api)
  return { ...shop, before, ifMatch: (await shop.settings('a')).revision }
}

it('refuses every edit of the settings that a running release owns, and of nothing else', async () => {
  const { api, ifMatch, settings } = await withRunningRelease()
  await expect(
    api.updateFlagSettings({ params: inProduction, body: { enabled: false }, ifMatch }),
  ).rejects.toMatchObject(refused)
  await expect(
    api.changeFlags({
      params: { project },
      body: {
        edits: [
          { type: 'settings', flag: 'c', environment: 'staging', patch: { enabled: true } },
          { type: 'settings', flag: 'a', environment: 'production', patch: { offVariant: 'other' }, ifMatch },
        ],
      },
    }),
  ).rejects.toMatchObject(refused)
  const other = { ...place, environment: 'staging', flag: 'a' }
  expect((await api.updateFlagSettings({ params: other, body: { enabled: true } })).enabled).toBe(true)
  const unchanged = await api.updateFlagSettings({ params: inProduction, body: { enabled: true }, ifMatch })
  expect(unchanged).toEqual(await settings('a'))
})

it('leaves name, description and tags of an owned flag free, and refuses what SDKs would see', async () => {
  const { api, served } = await withRunningRelease()
  const params = { project, flag: 'a' }
  const { revision } = await api.getFlag({ params })
  const named = await api.updateFlag({
    params,
    body: { name: 'A', description: 'what it is', tags: ['checkout'] },
    ifMatch: revision,
  })
  expect(named.tags).toEqual(['checkout'])
  for (const body of [{ variants: { on: true, off: false, other: false } }, { metadata: { team: 'x' } }])
    await expect(api.updateFlag({ params, body, ifMatch: named.revision })).rejects.toMatchObject(refused)
  await expect(
    api.archiveFlag({ params, body: { force: true }, ifMatch: named.revision }),
  ).rejects.toMatchObject(refused)
  expect(await served('a')).toBeDefined()
})

it('refuses a promotion over an owned flag, and promotes from one what it is without the release', async () => {
  const { api, settings } = await withRunningRelease()
  const staging = { ...place, environment: 'staging', flag: 'a' }
  await api.updateFlagSettings({ params: staging, body: { offVariant: 'other' } })
  const over = { from: 'staging', to: 'production', flags: ['a'] }
  const { revision } = await api.previewPromotion({ params: { project }, body: over })
  await expect(
    api.promoteFlags({ params: { project }, body: over, ifMatch: revision }),
  ).rejects.toMatchObject(refused)
  await api.promoteFlags({ params: { project }, body: { from: 'production', to: 'staging', flags: ['a'] } })
  const promoted = await api.getFlagSettings({ params: staging })
  expect(promoted).not.toHaveProperty('release')
  expect(promoted.default).toEqual((await settings('a')).default)
})

it('refuses a revert of what it owns, and a later one brings no release back', async () => {
  const { api, settings } = await withRunningRelease()
  const { head: during } = await api.getProject({ params: { project } })
  const whole = { environment: 'production', flags: ['a'] }
  const look = await api.previewRevert({ params: { project }, body: { ...whole, to: during - 1 } })
  expect(look.differences).toEqual([])
  await api.abortRelease({ params: at, body: {} })
  const { revision } = await settings('a')
  await api.updateFlagSettings({ params: inProduction, body: { offVariant: 'other' }, ifMatch: revision })
  const { head } = await api.getProject({ params: { project } })
  const back = { ...whole, to: during, reason: 'as it was' }
  const reverted = await api.revertTo({ params: { project }, body: back, ifMatch: head })
  expect(reverted.reverted).toHaveLength(1)
  expect(await settings('a')).not.toHaveProperty('release')
  expect((await settings('a')).offVariant).toBe('off')
  await api.startRelease({ params: at, body: {} })
  const { head: again } = await api.getProject({ params: { project } })
  const over = api.revertTo({ params: { project }, body: { ...back, to: head }, ifMatch: again })
  await expect(over).rejects.toMatchObject(refused)
})

it('ends with the release', async () => {
  const { api, settings } = await withRunningRelease()
  await api.abortRelease({ params: at, body: {} })
  const { revision } = await settings('a')
  const edited = await api.updateFlagSettings({
    params: inProduction,
    body: { enabled: false },
    ifMatch: revision,
  })
  expect(edited.enabled).toBe(false)
})
