import { expect, it } from 'vitest'
import { z } from 'zod'
import { issueMessage } from './issue-message.js'
import { valueAt } from './pointer.js'

const schema = z.strictObject({
  name: z.string().trim().min(1).max(3),
  limit: z.coerce.number().min(1).optional(),
  share: z.int().min(0).max(5),
  chance: z.number().gt(0).lt(1).optional(),
  tags: z.array(z.string()).max(1),
  kind: z.enum(['release', 'experiment']),
  serve: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('variant') }),
    z.strictObject({ type: z.literal('split') }),
  ]),
  at: z.iso.datetime(),
  value: z.union([z.string(), z.number()]),
})
const good = {
  name: 'abc',
  share: 1,
  tags: [],
  kind: 'release',
  serve: { type: 'split' },
  at: '2026-01-31T09:30:00Z',
  value: 1,
}

it.each([
  [{ name: undefined }, 'is missing: expected text'],
  [{ name: 5 }, 'expected text, not 5'],
  [{ name: '' }, 'expected at least 1 character, not 0'],
  [{ name: 'four' }, 'expected at most 3 characters, not 4'],
  [{ name: '   ' }, 'expected at least 1 character, not white space alone'],
  [{ limit: '0' }, 'expected at least 1'],
  [{ share: 1.5 }, 'expected a whole number, not 1.5'],
  [{ share: 7 }, 'expected at most 5, not 7'],
  [{ chance: 0 }, 'expected more than 0, not 0'],
  [{ chance: 1 }, 'expected less than 1, not 1'],
  [{ tags: ['a', 'b'] }, 'expected at most 1 entry, not 2'],
  [{ tags: {} }, 'expected a list, not an object'],
  [{ kind: 'other' }, 'expected one of "release", "experiment", not "other"'],
  [{ serve: { type: 'none' } }, 'expected one of "variant", "split", not "none"'],
  [{ serve: {} }, 'expected one of "variant", "split": it is missing'],
  [{ kind: 'x'.repeat(5_000) }, `expected one of "release", "experiment", not "${'x'.repeat(60)}…"`],
  [{ kind: `rk_adm_${'0'.repeat(16)}` }, 'expected one of "release", "experiment", not this text'],
  [{ serve: null }, 'expected an object, not null'],
  [
    { at: 'yesterday' },
    'expected a time as RFC 3339 writes it, such as 2026-01-31T09:30:00Z, not "yesterday"',
  ],
  [{ value: true }, 'expected text or a number, not true'],
  [{ more: 1 }, 'has no field "more"'],
])('of %j says: %s', (part, message) => {
  const value = { ...good, ...part }
  const [issue] = schema.safeParse(value).error?.issues ?? []
  if (issue === undefined) throw new Error('The schema took it')
  expect(issueMessage(issue, valueAt(value, issue.path))).toBe(message)
})
