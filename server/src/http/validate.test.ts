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
    {
      path: '/extra',
      message: 'is not a field here: leave it out, or use one of "name", "weights"',
      seen: true,
    },
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

function detailOf(schema: z.ZodType, value: unknown): string {
  try {
    validate(schema, value, 'body')
  } catch (error) {
    if (error instanceof HttpError) return error.message
  }
  throw new Error('expected a refusal')
}

it('says the first thing that is wrong in the detail, and how many more there are', () => {
  const schema = z.strictObject({ type: z.enum(['boolean', 'string']), weight: z.number(), name: z.string() })
  expect(detailOf(schema, { type: 'bool', weight: 1, name: 'a' })).toBe(
    '/type: expected one of "boolean", "string", not "bool"',
  )
  expect(detailOf(schema, { type: 'bool', weight: '1', name: 2 })).toBe(
    '/type: expected one of "boolean", "string", not "bool" (and 2 more: see errors)',
  )
})

it('names the field that was meant, in whatever branch it is', () => {
  const schema = z.strictObject({
    rules: z
      .array(
        z.discriminatedUnion('type', [
          z.strictObject({ type: z.literal('all'), conditions: z.array(z.string()) }),
          z.strictObject({ type: z.literal('segment'), segments: z.array(z.string()) }),
        ]),
      )
      .optional(),
    description: z.string().optional(),
  })
  expect(detailOf(schema, { descripton: '' })).toBe(
    '/descripton: is not a field here: "description" is, did you mean that?',
  )
  expect(detailOf(schema, { rules: [{ type: 'segment', segments: [], condition: 1 }] })).toBe(
    '/rules/0/condition: is not a field here: leave it out, or use one of "type", "segments"',
  )
  expect(detailOf(schema, { rules: [{ type: 'all', conditions: [], condition: 1 }] })).toBe(
    '/rules/0/condition: is not a field here: "conditions" is, did you mean that?',
  )
})

it('repeats nothing of a field whose name speaks of a secret', () => {
  const schema = z.object({ secret: z.number(), token: z.enum(['a']) })
  expect(JSON.stringify(problemsOf(schema, { secret: 'hunter2', token: 'hunter2' }))).not.toContain('hunter2')
})

it('lists a hundred things at most, however many are wrong', () => {
  const list = z.array(z.strictObject({ a: z.number() }))
  const wrong = Array.from({ length: 20_000 }, () => ({ a: 1, b: 1 }))
  expect(problemsOf(list, wrong)).toHaveLength(100)
  expect(detailOf(list, wrong)).toContain('(and more than 99 others: see errors)')
  const keys = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, 1]))
  expect(problemsOf(z.strictObject({}), keys)).toHaveLength(100)
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
  ['0', 'expected at least 1, not 0'],
  ['-1', 'expected at least 1, not -1'],
  ['1.5', 'expected a whole number, not 1.5'],
  ['many', 'expected a number, not "many"'],
])('speaks of the number in a query where it is %s', (limit, message) => {
  try {
    validate(z.object({ limit: z.coerce.number().int().min(1) }), { limit }, 'query')
    throw new Error('expected a refusal')
  } catch (error) {
    expect((error as HttpError).errors).toEqual([{ path: 'query/limit', message, seen: limit }])
  }
})
