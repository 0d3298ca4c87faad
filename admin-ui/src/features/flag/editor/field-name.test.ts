import { expect, it } from 'vitest'
import type { Targeting } from '../flag'
import { fieldName } from './field-name'

const targeting: Targeting = {
  rules: [
    { id: 'staff', when: { type: 'all', of: [] }, serve: { type: 'callerDefault' } },
    { id: 'b', description: 'Pays', when: { type: 'all', of: [] }, serve: { type: 'callerDefault' } },
  ],
  default: { type: 'callerDefault' },
  prerequisites: [],
  offVariant: null,
}

it.each([
  ['/rules/0/when/values/0', 'Rule 1 (staff), value 1'],
  ['/rules/0/when/attribute', 'Rule 1 (staff), attribute'],
  ['/rules/1/when/of/1/of/0/values', 'Rule 2 (Pays), condition 2.1, values'],
  ['/rules/1/when/of/of/2/segment', 'Rule 2 (Pays), condition 3, segment'],
  ['/rules/0/when', 'Rule 1 (staff)'],
  ['/rules/0/id', 'Rule 1 (staff), id'],
  ['/rules/0/serve/variant', 'Rule 1 (staff), variant'],
  ['/rules/0/serve', 'Rule 1 (staff), what it serves'],
  ['/rules/0/serve/weights/1/weight', 'Rule 1 (staff), part 2, weight'],
  ['/default/weights', 'Everybody else, weights'],
  ['/default/bucketBy', 'Everybody else, split by'],
  ['/prerequisites/1/flag', 'Prerequisite 2, flag'],
  ['/prerequisites/0/variants/1', 'Prerequisite 1, accepted variants'],
  ['/offVariant', 'Off variant'],
  ['/rules', 'Rules'],
  ['', 'All of it'],
])('%s is “%s”', (pointer, name) => {
  expect(fieldName(pointer, targeting)).toBe(name)
})
