import { describe, expect, it } from 'vitest'
import { attributesAsked, fieldText, withAttribute } from './attributes'
import { type Entity, evaluatorOf } from './evaluate'

const cart: Entity = {
  kind: 'flag',
  key: 'new-cart',
  value: {
    key: 'new-cart',
    type: 'boolean',
    variants: { on: true, off: false },
    enabled: true,
    offVariant: 'off',
    rules: [
      {
        id: 'staff',
        when: {
          type: 'any',
          of: [
            { type: 'attribute', attribute: 'email', operator: 'matches', values: ['@shop\\.example$'] },
            { type: 'segment', segment: 'testers' },
          ],
        },
        serve: { type: 'variant', variant: 'on' },
      },
    ],
    default: { type: 'split', weights: [{ variant: 'off', weight: 1 }], bucketBy: 'account' },
  },
}
const testers: Entity = {
  kind: 'segment',
  key: 'testers',
  value: {
    key: 'testers',
    rules: [{ type: 'attribute', attribute: 'plan', operator: 'equals', values: ['beta'] }],
    chunks: 0,
  },
}

describe('a flag that is evaluated in the page', () => {
  const evaluate = evaluatorOf('new-cart', [cart, testers])

  it('answers with the rule that matched, by regular expressions and segments too', () => {
    expect(evaluate({ email: 'ada@shop.example' })).toMatchObject({
      matchedRule: 'staff',
      resolution: { variant: 'on', reason: 'TARGETING_MATCH' },
    })
    expect(evaluate({ plan: 'beta' })).toMatchObject({ matchedRule: 'staff' })
    expect(evaluate({ account: 'a' })).toMatchObject({ decidedBy: 'default', matchedRule: null })
  })

  it('is killed where a kill is in force', () => {
    const kill: Entity = {
      kind: 'kill',
      key: 'k1',
      value: {
        killId: 'k1',
        at: '2026-03-01T00:00:00.000Z',
        revision: 7,
        serves: { 'new-cart': { type: 'variant', variant: 'off', value: false } },
      },
    }
    const killed = evaluatorOf('new-cart', [cart, testers, kill])
    expect(killed({ email: 'ada@shop.example' })).toMatchObject({
      decidedBy: 'kill',
      resolution: { variant: 'off' },
    })
  })

  it('is said not to be there where it is not', () => {
    expect(evaluatorOf('gone', [cart])({})).toMatchObject({ decidedBy: 'unknown' })
  })
})

describe('the fields of a context', () => {
  it('are the attributes that the flag asks for, itself and by what it needs', () => {
    expect(attributesAsked([cart, testers])).toEqual(['targetingKey', 'email', 'account', 'plan'])
  })

  it.each([
    ['free', 'free'],
    ['12', 12],
    ['true', true],
    ['1.0', '1.0'],
    ['1.0.3', '1.0.3'],
    ['"12"', '12'],
    ['["a"]', ['a']],
  ])('take %s for %j, and show it so', (typed, value) => {
    const context = withAttribute({ other: 1 }, 'plan', typed)
    expect(context).toEqual({ other: 1, plan: value })
    expect(fieldText(context, 'plan')).toBe(typed)
  })

  it('that are empty leave the attribute out', () => {
    expect(withAttribute({ plan: 'free' }, 'plan', '')).toEqual({})
    expect(fieldText({}, 'plan')).toBe('')
  })
})
