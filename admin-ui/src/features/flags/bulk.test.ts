import { describe, expect, it } from 'vitest'
import { type Action, doneOf, planOf, titleOf } from './bulk'
import type { Flag } from './find-flags'

function flag(key: string, more: object = {}, settings: object = {}): Flag {
  const live = {
    enabled: false,
    offVariant: 'off',
    kills: [],
    rules: [],
    default: { type: 'variant', variant: 'on' },
    revision: 7,
    ...settings,
  }
  // Only what is looked at.
  return { key, owner: '', tags: [], revision: 3, environments: { live }, ...more } as unknown as Flag
}

const on: Action = { type: 'turn', to: 'on' }

describe('several flags at once', () => {
  it('are turned on, but for those that are, or that a release owns', () => {
    const flags = [
      flag('a'),
      flag('b', {}, { enabled: true }),
      flag('c', {}, { release: { key: 'r', share: 0.1, outgoing: 'on' } }),
      flag('d', {}, { kills: ['k'] }),
      flag('e', { environments: {} }),
    ]
    const { rows, left, edits, undo } = planOf(on, flags, 'live')
    expect(rows).toEqual([
      { flag: 'a', before: 'off', after: 'on' },
      { flag: 'd', before: 'killed', after: 'stays killed; restored, it serves on' },
    ])
    expect(left).toEqual([
      { flag: 'b', because: 'is on already' },
      { flag: 'c', because: 'r owns it while it runs' },
      { flag: 'e', because: 'does not stand in live' },
    ])
    const edit = { type: 'settings', flag: 'a', environment: 'live' }
    expect(edits[0]).toEqual({ ...edit, patch: { enabled: true }, ifMatch: 7 })
    expect(undo(9)[0]).toEqual({ ...edit, patch: { enabled: false }, ifMatch: 9 })
  })

  it('get a tag, an owner, or go; and each of it can be taken back', () => {
    const flags = [flag('a', { tags: ['web'], owner: 'ada' }), flag('b', { tags: ['old'] })]
    const plan = (action: Action) => planOf(action, flags, 'live')
    const tagged = plan({ type: 'tag', tag: 'old' })
    expect(tagged.rows).toEqual([{ flag: 'a', before: 'web', after: 'web, old' }])
    expect(tagged.left).toEqual([{ flag: 'b', because: 'has old already' }])
    const edit = { type: 'definition', flag: 'a' }
    expect(tagged.edits).toEqual([{ ...edit, patch: { tags: ['web', 'old'] }, ifMatch: 3 }])
    expect(tagged.undo(4)).toEqual([{ ...edit, patch: { tags: ['web'] }, ifMatch: 4 }])
    const given = plan({ type: 'owner', owner: 'bob' })
    expect(given.rows.map(({ before, after }) => [before, after])).toEqual([
      ['ada', 'bob'],
      ['nobody', 'bob'],
    ])
    expect(given.undo(5)[0]).toEqual({ ...edit, patch: { owner: 'ada' }, ifMatch: 5 })
    const gone = plan({ type: 'archive', force: true })
    expect(gone.edits[1]).toEqual({ type: 'archive', flag: 'b', archived: true, force: true, ifMatch: 3 })
    expect(gone.undo(6)[1]).toEqual({ type: 'archive', flag: 'b', archived: false, ifMatch: 6 })
  })

  it('are named before and after', () => {
    expect(titleOf(on, 2, 'live')).toBe('Turn 2 flags on in live')
    expect(doneOf(on, 1, 'live')).toBe('1 flag was turned on in live')
    expect(titleOf({ type: 'owner', owner: '' }, 1, 'live')).toBe('Give 1 flag to nobody')
  })
})
