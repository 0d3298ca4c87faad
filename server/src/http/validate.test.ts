import { expect, it } from 'vitest'
import { z } from 'zod'
import { HttpError } from './http-error.js'
import { validate } from './validate.js'

function problemsOf(schema: z.ZodType, value: unknown) {
  try {
    validate(schema, value, 'body')
  } catch (error) {
    if (error instanceof HttpError) return error.errors
  }
  throw new Error('expected a refusal')
}

it('points at every field that is wrong, and shows what was there', () => {
  const schema = z.strictObject({ name: z.string(), weights: z.array(z.number()) })
  expect(problemsOf(schema, { name: 7, weights: [1, 'two'], extra: true })).toEqual([
    expect.objectContaining({ path: '/name', seen: 7 }),
    expect.objectContaining({ path: '/weights/1', seen: 'two' }),
    { path: '/extra', message: 'is not a field here', seen: true },
  ])
})

it('escapes what a JSON pointer reserves', () => {
  const schema = z.object({ 'a/b~c': z.number() })
  expect(problemsOf(schema, { 'a/b~c': 'x' })?.[0]?.path).toBe('/a~1b~0c')
})

it('names all types of a union where a value is of none of them', () => {
  const schema = z.object({ values: z.array(z.union([z.string().max(3), z.number(), z.boolean()])) })
  const at = '/values/0'
  expect(problemsOf(schema, { values: [null] })).toMatchObject([
    { path: at, message: 'expected text or a number or true or false, not null' },
  ])
  expect(problemsOf(schema, { values: ['long'] })).toMatchObject([
    { path: at, message: 'expected at most 3 characters, not 4' },
  ])
})

it('speaks of the branch of a union that was meant', () => {
  const schema = z.union([z.string(), z.object({ flags: z.array(z.string()) })])
  expect(problemsOf(schema, { flags: [1] })?.[0]?.path).toBe('/flags/0')
})

it('never shows a key, and shortens what is long', () => {
  const schema = z.object({ a: z.number(), b: z.number() })
  const problems = problemsOf(schema, { a: `rk_adm_${'0'.repeat(60)}`, b: 'x'.repeat(5_000) })
  expect(problems?.[0]).not.toHaveProperty('seen')
  expect(problems?.[1]?.seen).toBe(`${'x'.repeat(100)}…`)
})

it('names the part of the request outside the body', () => {
  try {
    validate(z.object({ limit: z.coerce.number() }), { limit: 'many' }, 'query')
    throw new Error('expected a refusal')
  } catch (error) {
    expect((error as HttpError).errors?.[0]?.path).toBe('query/limit')
  }
})

it.each([
  ['0', 'expected at least 1'],
  ['1.5', 'expected a whole number, not 1.5'],
  ['many', 'expected a number, not text'],
])('speaks of the number in a query where it is %s', (limit, message) => {
  try {
    validate(z.object({ limit: z.coerce.number().int().min(1) }), { limit }, 'query')
    throw new Error('expected a refusal')
  } catch (error) {
    expect((error as HttpError).errors).toEqual([{ path: 'query/limit', message, seen: limit }])
  }
})
