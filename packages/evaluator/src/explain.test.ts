import type { Condition, Kill, SentFlag } from '@ripcord/model'
import { describe, expect, it } from 'vitest'
import { compileRuleset, type EvaluationContext, explain } from './index.js'

const isPro: Condition = { type: 'attribute', attribute: 'user.plan', operator: 'equals', values: ['pro'] }
const isBeta: Condition = { type: 'segment', segment: 'beta', negate: false }
const isNew: Condition = {
  type: 'attribute',
  attribute: 'ripcord.application.version',
  operator: 'semverGreaterOrEqual',
  values: ['2.0.0'],
}

const search: SentFlag = {
  key: 'search',
  type: 'string',
  variants: { old: 'v1', next: 'v2' },
  enabled: true,
  offVariant: 'old',
  prerequisites: [{ flag: 'index', variants: ['on'] }],
  rules: [
    { id: 'staff', when: { type: 'all', of: [isPro, isNew] }, serve: { type: 'variant', variant: 'next' } },
    {
      id: 'beta',
      when: { type: 'any', of: [isBeta, { type: 'not', of: isPro }] },
      serve: { type: 'split', weights: [{ variant: 'next', weight: 100 }] },
    },
  ],
  default: { type: 'variant', variant: 'old' },
}

const index: SentFlag = {
  key: 'index',
  type: 'boolean',
  variants: { on: true, off: false },
  enabled: true,
  offVariant: 'off',
  default: { type: 'variant', variant: 'on' },
}

function rulesetOf(flags: SentFlag[], kills: Kill[] = []) {
  return compileRuleset(
    {
      flags: new Map(flags.map((flag) => [flag.key, flag])),
      segments: new Map([['beta', { key: 'beta', chunks: 1 }]]),
      segmentChunks: new Map([['beta/0', { included: ['u1'], excluded: [] }]]),
      kills: new Map(kills.map((kill) => [kill.killId, kill])),
    },
    { constants: { 'ripcord.application.version': '1.4.2' } },
  )
}

describe('explain', () => {
  it('shows each condition up to the rule that matched, and where a split put the subject', () => {
    const told = explain(rulesetOf([search, index]), 'search', { targetingKey: 'u1', user: { plan: 'pro' } })
    expect(told).toMatchObject({
      resolution: { variant: 'next', reason: 'SPLIT' },
      decidedBy: 'rule',
      matchedRule: 'beta',
      prerequisites: [{ flag: 'index', accepted: ['on'], served: 'on', isMet: true }],
      rules: [
        {
          id: 'staff',
          isMatched: false,
          when: {
            type: 'all',
            holds: false,
            of: [
              { attribute: 'user.plan', holds: true, seen: 'pro', isComparable: true },
              { attribute: 'ripcord.application.version', holds: false, seen: '1.4.2' },
            ],
          },
        },
        {
          id: 'beta',
          isMatched: true,
          when: {
            of: [
              { type: 'segment', holds: true, by: 'id' },
              { type: 'not', holds: false, of: { holds: true } },
            ],
          },
        },
      ],
      split: { bucketBy: 'targetingKey', value: 'u1', totalWeight: 100 },
    })
  })

  it('tells a missing attribute and one of the wrong type from one that does not match', () => {
    const seenIn = (context: EvaluationContext) => {
      const { rules } = explain(rulesetOf([search, index]), 'search', context)
      const [first] = rules[0]?.when.type === 'all' ? rules[0].when.of : []
      return first
    }
    expect(seenIn({})).toMatchObject({ seen: null, isComparable: false, holds: false })
    expect(seenIn({ user: { plan: 7 } })).toMatchObject({ seen: 7, isComparable: false, holds: false })
    expect(seenIn({ user: { plan: ['pro'] } })).toMatchObject({ seen: 'a list', isComparable: false })
    expect(seenIn({ user: { plan: 'free' } })).toMatchObject({
      seen: 'free',
      isComparable: true,
      holds: false,
    })
  })

  it('stops at the prerequisite that is not met', () => {
    const told = explain(rulesetOf([search, { ...index, enabled: false }]), 'search', {})
    expect(told).toMatchObject({
      decidedBy: 'prerequisite',
      resolution: { variant: 'old', flagMetadata: { prerequisite: 'index' } },
      prerequisites: [{ flag: 'index', served: 'off', isMet: false }],
      rules: [],
    })
  })

  it('says what stands above the rules', () => {
    const kill: Kill = {
      killId: 'k1',
      cause: 'manual',
      actor: { type: 'person', id: 'p' },
      reason: 'errors rose',
      episode: 'e',
      firstCommit: { epoch: 'e', revision: 1, at: '2026-01-01T00:00:00Z' },
      serves: { search: { type: 'variant', variant: 'old', value: 'v1' } },
      mac: '',
    }
    const decider = (flags: SentFlag[], kills: Kill[] = []) =>
      explain(rulesetOf(flags, kills), 'search', {}).decidedBy
    expect(decider([search, index], [kill])).toBe('kill')
    expect(decider([{ ...search, enabled: false }, index])).toBe('disabled')
    expect(decider([search])).toBe('quarantine')
    expect(decider([])).toBe('unknown')
    expect(decider([{ ...search, rules: [] }, index])).toBe('default')
  })

  it('says that the context could not be read', () => {
    const context = {
      get user(): never {
        throw new Error('hostile')
      },
    }
    expect(explain(rulesetOf([search, index]), 'search', context)).toMatchObject({
      decidedBy: 'context',
      resolution: { errorCode: 'GENERAL' },
    })
  })
})
