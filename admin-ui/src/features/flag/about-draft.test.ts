import { expect, it } from 'vitest'
import { type About, changesOf, draftOf, patchOf, rebasedOn } from './about-draft'

const base: About = {
  name: 'A',
  description: 'Does a.',
  kind: 'release',
  owner: 'growth',
  tags: ['x', 'y'],
  lifetime: { type: 'temporary', expectedEnd: '2026-12-12T00:00:00.000Z' },
}
const draft = draftOf(base)

it('sends nothing that was not changed', () => {
  expect(patchOf(base, draft)).toEqual({})
  expect(patchOf(base, { ...draft, tags: ' x  y,', description: 'Does a. ' })).toEqual({})
})

it('sends what was changed', () => {
  const edited = { ...draft, owner: 'payments ', tags: 'x, z z', kind: 'experiment' as const }
  expect(patchOf(base, edited)).toEqual({ owner: 'payments', tags: ['x', 'z'], kind: 'experiment' })
  expect(patchOf(base, { ...draft, isPermanent: true })).toEqual({ lifetime: { type: 'permanent' } })
  expect(patchOf(base, { ...draft, end: '' })).toEqual({ lifetime: { type: 'temporary' } })
})

it('says each change as a person reads it', () => {
  const edited = { ...draft, owner: '', tags: '', isPermanent: true }
  expect(changesOf(base, patchOf(base, edited))).toEqual([
    { field: 'owner', from: 'growth', to: 'nothing' },
    { field: 'tags', from: 'x, y', to: 'none' },
    { field: 'meant to stay', from: 'until 2026-12-12', to: 'for good' },
  ])
})

it('puts my edit on top of another person’s', () => {
  const mine = { ...draft, owner: 'payments', reason: 'moved' }
  const theirs = { ...base, owner: 'search', description: 'Does a and b.' }
  expect(rebasedOn(base, mine, theirs)).toEqual({
    ...draft,
    owner: 'payments',
    description: 'Does a and b.',
    reason: 'moved',
  })
})
