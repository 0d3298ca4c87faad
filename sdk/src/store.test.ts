import type { RulesetChange } from '@ripcord/evaluator'
import type { Json, Kill, SentEntity, SentKind } from '@ripcord/model'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyChange, anyInput, contexts } from '../../packages/evaluator/src/testing/arbitrary.js'
import { Store } from './store.js'

const now = () => Date.UTC(2026, 2, 1)

/** What is to be applied of a change, and what all of it comes to. */
class Told {
  readonly entities = new Map<string, SentEntity>()
  kills: ReadonlyMap<string, Kill> = new Map()
  overrides: ReadonlyMap<string, Json> = new Map()
  blindMinutes = 0

  add(change: RulesetChange): SentEntity[] {
    const entities = entitiesOf(change)
    for (const entity of entities) {
      const id = `${entity.kind} ${entity.key}`
      if (entity.value === null) this.entities.delete(id)
      else this.entities.set(id, entity)
    }
    this.kills = change.kills ?? this.kills
    this.overrides = change.overrides ?? this.overrides
    this.blindMinutes = change.blindMinutes ?? this.blindMinutes
    return entities
  }
}

function entitiesOf({ flags, segments, segmentChunks }: RulesetChange): SentEntity[] {
  const ofKind = (kind: SentKind, sent: ReadonlyMap<string, unknown> = new Map()): SentEntity[] =>
    Array.from(sent, ([key, value]) => ({ kind, key, value: (value ?? null) as Json }))
  return [...ofKind('flag', flags), ...ofKind('segment', segments), ...ofKind('segmentChunk', segmentChunks)]
}

/** A store that was told everything at once. */
function freshStore({ entities, kills, overrides, blindMinutes }: Told): Store {
  const store = new Store({}, now, () => undefined)
  store.apply({ state: { type: 'replace', entities: [...entities.values()] }, kills })
  store.override(overrides)
  store.setBlindMinutes(blindMinutes)
  return store
}

function servedBy(store: Store) {
  return {
    answers: [...store.entries.values()]
      .map(({ compiled, constant, evaluate }) => ({
        key: compiled.key,
        type: compiled.type,
        quarantined: compiled.quarantined,
        answers: contexts.map((context) => constant ?? evaluate(context)),
      }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    notServing: store.notServing.toSorted(),
    blindAfterMinutes: store.blindAfterMinutes,
    entities: store
      .entities()
      .map(({ kind, key, value }) => `${kind} ${key} ${JSON.stringify(value)}`)
      .toSorted(),
  }
}

describe('the store', () => {
  it('serves after any changes what it would serve had it been told the whole', () => {
    const step = fc.record({ change: fc.oneof(anyInput, anyChange), isWhole: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        const store = new Store({}, now, () => undefined)
        const told = new Told()
        for (const { change, isWhole } of steps) {
          if (isWhole) told.entities.clear()
          const entities = told.add(change)
          const type = isWhole ? 'replace' : entities.length > 0 ? 'patch' : 'none'
          const { kills, overrides, blindMinutes } = told
          store.apply({ state: { type, entities }, kills })
          store.override(overrides)
          store.setBlindMinutes(blindMinutes)
          expect(servedBy(store)).toEqual(servedBy(freshStore(told)))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('renews, and tells, the flags that a change has touched, and no others', () => {
    fc.assert(
      fc.property(anyInput, anyChange, (first, change) => {
        let changed: readonly string[] = []
        const store = new Store({}, now, (keys) => (changed = keys))
        const told = new Told()
        store.apply({ state: { type: 'replace', entities: told.add(first) }, kills: told.kills })
        const compiled = () => new Map([...store.entries].map(([key, entry]) => [key, entry.compiled]))
        const before = compiled()
        changed = []
        store.apply({ state: { type: 'patch', entities: told.add(change) }, kills: told.kills })
        const after = compiled()
        const touched = [...before.keys(), ...after.keys()].filter(
          (key) => before.get(key) !== after.get(key),
        )
        expect(new Set(changed)).toEqual(new Set(touched))
      }),
      { numRuns: 200 },
    )
  })
})
