import { expect, it } from 'vitest'
import { openApp, ownerToken } from '../testing/open-app.js'

const params = { project: 'default', environment: 'staging' }

it('are created, listed, changed, filled and deleted', async () => {
  const { api } = await openApp()
  const made = await api.createSegment({
    params,
    body: { key: 'beta', name: 'Beta testers', included: ['ada', 'bob'] },
  })
  expect(made).toMatchObject({ key: 'beta', rules: [], ids: { included: 2, excluded: 0 } })
  const at = { ...params, segment: 'beta' }
  const renamed = await api.updateSegment({ params: at, body: { name: 'Beta' }, ifMatch: made.revision })
  expect(renamed.name).toBe('Beta')
  const filled = await api.editSegmentIds({
    params: at,
    body: { edit: { type: 'add', included: ['cyd'], excluded: ['bob'] } },
  })
  expect(filled.ids).toEqual({ included: 2, excluded: 1 })
  expect(await api.readSegmentIds({ params: at })).toEqual({ included: ['ada', 'cyd'], excluded: ['bob'] })
  expect((await api.testSegmentId({ params: at, query: { id: 'bob' } })).listed).toBe('excluded')
  expect((await api.listSegments({ params })).items.map((segment) => segment.key)).toEqual(['beta'])
  await api.deleteSegment({ params: at, ifMatch: filled.revision })
  await expect(api.getSegment({ params: at })).rejects.toMatchObject({ status: 404 })
})

it('take more identifiers at once than an ordinary body has room for', async () => {
  const { api } = await openApp()
  const included = Array.from({ length: 50_000 }, (_, i) => `subject-with-a-long-identifier-${i}`)
  await api.createSegment({ params, body: { key: 'large', name: 'Large', included } })
  const { ids } = await api.getSegment({ params: { ...params, segment: 'large' } })
  expect(ids.included).toBe(50_000)
})

it('refuse more than eight megabytes before they are read', async () => {
  const { http } = await openApp()
  const answer = await http
    .post('/api/v1/projects/default/environments/staging/segments')
    .set('authorization', `Bearer ${ownerToken}`)
    .send({ key: 'x', name: 'x', description: 'x'.repeat(8 * 1024 * 1024) })
  expect(answer.status).toBe(413)
})
