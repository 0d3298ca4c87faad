import { compileRuleset, evaluate, type RulesetInput } from '@ripcord/evaluator'
import type { SentEntity } from '@ripcord/model'
import { describe, expect, it } from 'vitest'
import { openApp } from '../testing/open-app.js'

const params = { project: 'default', environment: 'staging' }
const boolean = { type: 'boolean' as const, variants: { on: true, off: false } }
const asksFor = (segment: string) => ({ type: 'segment' as const, segment })
const on = { type: 'variant' as const, variant: 'on' }

async function openShop() {
  const app = await openApp()
  const { api } = app
  await api.createSegment({ params, body: { key: 'staff', name: 'staff' } })
  await api.createSegment({ params, body: { key: 'testers', name: 'testers', rules: [asksFor('staff')] } })
  await api.createSegment({ params, body: { key: 'others', name: 'others' } })
  await api.editSegmentIds({
    params: { ...params, segment: 'staff' },
    body: { edit: { type: 'add', included: ['ada'] } },
  })
  for (const key of ['new-cart', 'cart-base', 'banner'])
    await api.createFlag({ params: { project: params.project }, body: { key, name: key, ...boolean } })
  await api.updateFlagSettings({
    params: { ...params, flag: 'cart-base' },
    body: { enabled: true, rules: [{ id: 'r', when: asksFor('testers'), serve: on }] },
  })
  await api.updateFlagSettings({
    params: { ...params, flag: 'new-cart' },
    body: { enabled: true, default: on, prerequisites: [{ flag: 'cart-base', variants: ['on'] }] },
  })
  return app
}

function rulesetOf(entities: readonly SentEntity[]): RulesetInput {
  const of = <T>(kind: SentEntity['kind']) =>
    new Map(entities.filter((one) => one.kind === kind).map(({ key, value }) => [key, value as T]))
  return {
    flags: of('flag'),
    segments: of('segment'),
    segmentChunks: of('segmentChunk'),
    kills: of('kill'),
  }
}

const valueOf = (entities: readonly SentEntity[], targetingKey: string) =>
  evaluate(compileRuleset(rulesetOf(entities)), 'new-cart', { targetingKey })

describe('what a flag is evaluated by', () => {
  it('is the flag with all that it asks for, however far, and nothing of others', async () => {
    const { api } = await openShop()
    const { entities } = await api.readRuleset({ params: { ...params, flag: 'new-cart' }, query: {} })
    const keys = entities.map(({ kind, key }) => `${kind} ${key}`).sort()
    expect(keys.filter((key) => !key.startsWith('segmentChunk'))).toEqual([
      'flag cart-base',
      'flag new-cart',
      'segment staff',
      'segment testers',
    ])
    expect(keys.filter((key) => key.startsWith('segmentChunk staff/'))).toHaveLength(1)
    expect(valueOf(entities, 'ada')).toMatchObject({ variant: 'on' })
    expect(valueOf(entities, 'bert')).toMatchObject({ variant: 'off' })
  })

  it('has the kills in force', async () => {
    const { api } = await openShop()
    const body = { target: { type: 'flags' as const, flags: ['new-cart'] }, reason: 'it burns' }
    await api.createKill({ params, body })
    const { entities } = await api.readRuleset({ params: { ...params, flag: 'new-cart' }, query: {} })
    expect(valueOf(entities, 'ada')).toMatchObject({ variant: 'off', flagMetadata: { killed: true } })
  })

  it('is as it was at an earlier revision, and refused at one that is not there yet', async () => {
    const { api } = await openShop()
    const now = await api.readRuleset({ params: { ...params, flag: 'new-cart' }, query: {} })
    const before = await api.readRuleset({
      params: { ...params, flag: 'new-cart' },
      query: { revision: now.revision - 1 },
    })
    expect(valueOf(before.entities, 'ada')).toMatchObject({ variant: 'off', reason: 'DISABLED' })
    await expect(
      api.readRuleset({ params: { ...params, flag: 'new-cart' }, query: { revision: 10_000 } }),
    ).rejects.toMatchObject({ status: 422, problem: { errors: [{ path: '/revision' }] } })
  })
})
