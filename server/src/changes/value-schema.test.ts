import { expect, it } from 'vitest'
import { checkValues } from './value-schema.js'

it('says which value fails, where, and why', () => {
  const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }
  expect(checkValues(schema, { good: { n: 1 }, bad: { n: 'x' }, none: {} })).toEqual({
    values: [
      { name: 'bad', path: '/n', message: 'must be integer' },
      { name: 'none', path: '', message: "must have required property 'n'" },
    ],
  })
})

it('follows references within the schema, and no others', () => {
  const local = { $defs: { n: { type: 'integer' } }, properties: { n: { $ref: '#/$defs/n' } } }
  expect(checkValues(local, { bad: { n: 'x' } }).values).toHaveLength(1)
  expect(checkValues({ $ref: 'https://example.com/schema.json' }, { a: {} }).schema).toContain('reference')
})

it('refuses what is no schema, and keywords that could run for minutes', () => {
  expect(checkValues({ type: 'nonsense' }, {}).schema).toContain('expected a JSON schema')
  const pattern = { properties: { a: { type: 'string', pattern: '^(a+)+$' } } }
  expect(checkValues(pattern, { a: { a: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' } }).schema).toContain('pattern')
})

it('knows a property named pattern from the keyword', () => {
  const schema = { properties: { pattern: { type: 'string' } }, required: ['pattern'] }
  expect(checkValues(schema, { a: { pattern: 'x' } })).toEqual({ values: [] })
})
