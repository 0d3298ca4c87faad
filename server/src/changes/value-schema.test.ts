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

it.each([
  [{ $ref: '#' }],
  [{ anyOf: [{ $ref: '#' }, { type: 'object' }] }],
  [{ $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' }],
])('refuses a reference that leads back to itself: %j', (schema) => {
  const { schema: because } = checkValues(schema, { a: {} })
  expect(because).toContain('a $ref in it leads back to itself')
  expect(because).not.toContain('call stack')
})

it('takes a reference that goes deeper into the value as it recurs', () => {
  const tree = { type: 'object', properties: { child: { $ref: '#' } } }
  expect(checkValues(tree, { good: { child: { child: {} } } })).toEqual({ values: [] })
  expect(checkValues(tree, { bad: { child: { child: 1 } } }).values).toHaveLength(1)
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
