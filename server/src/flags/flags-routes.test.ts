import { describe, expect, it } from 'vitest'
import { type OpenApp, openApp, ownerToken } from '../testing/open-app.js'

const project = 'default'
const authorization = `Bearer ${ownerToken}`
const boolean = { type: 'boolean' as const, variants: { on: true, off: false } }

function createFlag({ api }: OpenApp, key = 'checkout-v2', more: object = {}) {
  return api.createFlag({ params: { project }, body: { key, name: key, ...boolean, ...more } })
}

describe('flags', () => {
  it('start disabled, with a safe variant, in every environment', async () => {
    const app = await openApp()
    const flag = await createFlag(app)
    expect(flag.environments).toMatchObject({
      production: { enabled: false, offVariant: 'off', kills: [] },
      staging: { enabled: false, offVariant: 'off', kills: [] },
    })
    expect(await app.api.getFlag({ params: { project, flag: 'checkout-v2' } })).toEqual(flag)
  })

  it('answer their revision as ETag', async () => {
    const app = await openApp()
    const flag = await createFlag(app)
    const answer = await app.http.get(`/api/v1/projects/${project}/flags/checkout-v2`).set({ authorization })
    expect(answer.headers['etag']).toBe(`"${flag.revision}"`)
  })

  it('are listed page by page, and filtered', async () => {
    const app = await openApp()
    for (const key of ['a', 'b', 'c']) await createFlag(app, key, { tags: [`tag-${key}`] })
    const first = await app.api.listFlags({ params: { project }, query: { limit: 2 } })
    expect(first.items.map((flag) => flag.key)).toEqual(['a', 'b'])
    const cursor = first.nextCursor ?? ''
    const second = await app.api.listFlags({ params: { project }, query: { limit: 2, cursor } })
    expect(second.items.map((flag) => flag.key)).toEqual(['c'])
    expect(second.nextCursor).toBeNull()
    const tagged = await app.api.listFlags({ params: { project }, query: { tag: 'tag-b' } })
    expect(tagged.items.map((flag) => flag.key)).toEqual(['b'])
  })

  it('change their definition; what is left out stays', async () => {
    const app = await openApp()
    const flag = await createFlag(app, 'a', { tags: ['web'], description: 'before' })
    const changed = await app.api.updateFlag({
      params: { project, flag: 'a' },
      body: { description: 'after' },
      ifMatch: flag.revision,
    })
    expect(changed).toMatchObject({ description: 'after', tags: ['web'], clientVisible: false })
  })

  it('are archived and come back', async () => {
    const app = await openApp()
    const flag = await createFlag(app, 'a')
    const params = { project, flag: 'a' }
    const archived = await app.api.archiveFlag({ params, body: {}, ifMatch: flag.revision })
    expect(archived.archived).toBe(true)
    const back = await app.api.unarchiveFlag({ params, body: {}, ifMatch: archived.revision })
    expect(back.archived).toBe(false)
  })

  it.each([
    ['a reserved key', { key: '__proto__x/', name: 'x', ...boolean }, '/key'],
    ['no variants', { key: 'a', name: 'x', type: 'boolean', variants: {} }, '/variants'],
    ['an unknown type', { key: 'a', name: 'x', type: 'date', variants: { on: true } }, '/type'],
  ])('refuse %s, naming the field', async (_what, body, path) => {
    const { http } = await openApp()
    const answer = await http.post(`/api/v1/projects/${project}/flags`).set({ authorization }).send(body)
    expect(answer.status).toBe(400)
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path)
  })

  it('refuse a variant whose value is of another type, and change nothing', async () => {
    const { http, api } = await openApp()
    const body = { key: 'a', name: 'x', type: 'boolean', variants: { on: 'yes', off: false } }
    const answer = await http.post(`/api/v1/projects/${project}/flags`).set({ authorization }).send(body)
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0].path).toBe('/variants/on')
    expect((await api.listFlags({ params: { project } })).items).toEqual([])
  })
})

describe('settings', () => {
  const params = { project, environment: 'production', flag: 'checkout-v2' }

  it('change in one environment, with what was seen', async () => {
    const app = await openApp()
    const flag = await createFlag(app)
    const before = flag.environments['production']
    const after = await app.api.updateFlagSettings({
      params,
      body: { enabled: true, reason: 'launch' },
      ifMatch: before?.revision ?? 0,
    })
    expect(after).toMatchObject({ enabled: true, offVariant: 'off', environment: 'production' })
    expect(await app.api.getFlagSettings({ params })).toEqual(after)
    expect((await app.api.getFlagSettings({ params: { ...params, environment: 'staging' } })).enabled).toBe(
      false,
    )
  })

  it('of a production environment ask for If-Match', async () => {
    const app = await openApp()
    await createFlag(app)
    await expect(app.api.updateFlagSettings({ params, body: { enabled: true } })).rejects.toMatchObject({
      status: 428,
    })
    const staging = { ...params, environment: 'staging' }
    expect((await app.api.updateFlagSettings({ params: staging, body: { enabled: true } })).enabled).toBe(
      true,
    )
  })

  it('that changed meanwhile are refused with what changed', async () => {
    const app = await openApp()
    const flag = await createFlag(app)
    const seen = flag.environments['production']?.revision ?? 0
    await app.api.updateFlagSettings({ params, body: { enabled: true, reason: 'launch' }, ifMatch: seen })
    const late = app.api.updateFlagSettings({ params, body: { enabled: false }, ifMatch: seen })
    await expect(late).rejects.toMatchObject({ status: 412, problem: { code: 'precondition-failed' } })
    await expect(late).rejects.toMatchObject({ problem: { changes: [{ reason: 'launch' }] } })
  })

  it('of several flags change together, or not at all', async () => {
    const app = await openApp()
    await createFlag(app, 'a')
    await createFlag(app, 'b')
    const edit = (flag: string, patch: object) => ({
      type: 'settings' as const,
      environment: 'staging',
      flag,
      patch,
    })
    const done = await app.api.changeFlags({
      params: { project },
      body: { edits: [edit('a', { enabled: true }), edit('b', { enabled: true })] },
    })
    expect(done.flags.map((flag) => flag.environments['staging']?.enabled)).toEqual([true, true])
    const half = { edits: [edit('a', { enabled: false }), edit('b', { offVariant: 'nowhere' })] }
    await expect(app.api.changeFlags({ params: { project }, body: half })).rejects.toMatchObject({
      status: 422,
    })
    const a = await app.api.getFlag({ params: { project, flag: 'a' } })
    expect(a.environments['staging']?.enabled).toBe(true)
  })

  it('are edited once, however often the same request comes', async () => {
    const app = await openApp()
    const { key: flag, revision } = await createFlag(app)
    const edit = { params: { project, flag }, body: { name: 'Once' }, ifMatch: revision, idempotencyKey: 'k' }
    const first = await app.api.updateFlag(edit)
    expect(await app.api.updateFlag(edit)).toEqual(first)
    await expect(app.api.updateFlag({ ...edit, body: { name: 'Twice' } })).rejects.toMatchObject({
      status: 409,
      problem: { code: 'idempotency-key-reused' },
    })
  })

  it('are promoted from one environment to another, with the difference first', async () => {
    const app = await openApp()
    await createFlag(app)
    await app.api.updateFlagSettings({
      params: { ...params, environment: 'staging' },
      body: { enabled: true },
    })
    const request = { from: 'staging', to: 'production' }
    const preview = await app.api.previewPromotion({ params: { project }, body: request })
    expect(preview.flags).toEqual([
      {
        flag: 'checkout-v2',
        differences: [{ type: 'changed', path: '/enabled', before: false, after: true }],
      },
    ])
    await app.api.promoteFlags({ params: { project }, body: request, ifMatch: preview.revision })
    expect((await app.api.getFlagSettings({ params })).enabled).toBe(true)
    const again = await app.api.previewPromotion({ params: { project }, body: request })
    expect(again.flags).toEqual([])
  })
})

describe('evaluate', () => {
  const params = { project, environment: 'staging' }

  async function withRule() {
    const app = await openApp()
    await createFlag(app)
    const when = {
      type: 'attribute' as const,
      attribute: 'plan',
      operator: 'equals' as const,
      values: ['pro'],
    }
    const settings = await app.api.updateFlagSettings({
      params: { ...params, flag: 'checkout-v2' },
      body: {
        enabled: true,
        rules: [{ id: 'pros', when, serve: { type: 'variant', variant: 'on' } }],
        default: { type: 'variant', variant: 'off' },
      },
    })
    return { app, settings }
  }

  it('answers value, reason and the rule for a pasted context', async () => {
    const { app } = await withRule()
    const { items } = await app.api.evaluateFlags({
      params,
      body: { flags: ['checkout-v2', 'unknown'], context: { targetingKey: 'ada', plan: 'pro' } },
    })
    expect(items[0]).toMatchObject({
      matchedRule: 'pros',
      decidedBy: 'rule',
      resolution: { value: true, variant: 'on', reason: 'TARGETING_MATCH' },
    })
    expect(items[1]?.resolution).toMatchObject({ reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' })
  })

  it('answers as it was at any revision', async () => {
    const { app, settings } = await withRule()
    const before = await app.api.evaluateFlags({
      params,
      body: { flags: ['checkout-v2'], context: { plan: 'pro' }, revision: settings.revision - 1 },
    })
    expect(before.items[0]?.resolution).toMatchObject({ value: false, reason: 'DISABLED' })
    const future = { flags: ['checkout-v2'], revision: 10_000 }
    await expect(app.api.evaluateFlags({ params, body: future })).rejects.toMatchObject({
      status: 422,
      problem: { errors: [{ path: '/revision' }] },
    })
  })
  it('answers as it will be at any time, and at the present one where none is named', async () => {
    const { app } = await withRule()
    const when = {
      type: 'attribute' as const,
      attribute: 'trialEnds',
      operator: 'beforeNow' as const,
      values: ['PT0S'],
    }
    await app.api.updateFlagSettings({
      params: { ...params, flag: 'checkout-v2' },
      body: { rules: [{ id: 'over', when, serve: { type: 'variant', variant: 'on' } }] },
    })
    const askedAt = async (now: string | undefined, trialEnds: string) => {
      const body = { flags: ['checkout-v2'], context: { trialEnds }, ...(now !== undefined && { now }) }
      const { items } = await app.api.evaluateFlags({ params, body })
      return items[0]?.matchedRule
    }
    const trialEnds = '2026-03-01T12:00:00Z'
    expect(await askedAt('2026-03-01T13:00:00+02:00', trialEnds)).toBe(null)
    expect(await askedAt('2026-03-01T12:00:01Z', trialEnds)).toBe('over')
    expect(await askedAt(undefined, '2000-01-01T00:00:00Z')).toBe('over')
    expect(await askedAt(undefined, '9999-01-01T00:00:00Z')).toBe(null)
  })

  it('refuses a regular expression that no SDK could read, and says why', async () => {
    const { app } = await withRule()
    const when = {
      type: 'attribute' as const,
      attribute: 'plan',
      operator: 'matches' as const,
      values: ['(?=pro)'],
    }
    const rules = [{ id: 'pros', when, serve: { type: 'variant' as const, variant: 'on' } }]
    const edit = app.api.updateFlagSettings({ params: { ...params, flag: 'checkout-v2' }, body: { rules } })
    await expect(edit).rejects.toMatchObject({
      status: 422,
      problem: {
        errors: [
          {
            path: '/rules/0/when/values/0',
            message: expect.stringContaining(
              'expected a regular expression that RE2 can read, saw "(?=pro)"',
            ) as string,
          },
        ],
      },
    })
  })
})
