import { expect, it } from 'vitest'
import type { Flag } from '../flag'
import { attributesOf } from './attributes'

it('knows the attributes that rules of the environment ask for, each once', () => {
  const asks = (attribute: string) => ({
    when: {
      type: 'any',
      of: [{ type: 'not', of: { type: 'attribute', attribute, operator: 'exists', values: [] } }],
    },
  })
  const flags = [
    { environments: { live: { rules: [asks('plan'), asks('email')] }, staging: { rules: [asks('id')] } } },
    { environments: { live: { rules: [asks('plan')] } } },
    { environments: {} },
  ] as unknown as Flag[]
  expect(attributesOf(flags, 'live')).toEqual(['email', 'plan', 'targetingKey'])
})
