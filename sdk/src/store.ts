import {
  type CompiledFlag,
  LiveRuleset,
  type RulesetChange,
  type RulesetSurroundings,
} from '@ripcord/evaluator'
import type { Json, SegmentChunk, SentEntity, SentFlag, SentSegment } from '@ripcord/model'
import { asLiteral } from '@ripcord/model/plain'
import type { StoreUpdate } from '@ripcord/sync'
import { FlagEntry } from './counts.js'

/**
 * The flags of one environment as this process serves them. Everything that changes what is served comes in here, and
 * takes effect at once: an evaluation sees all of a change or nothing of it. A change costs what it touches.
 */
export class Store {
  /** What an evaluation looks up. The map stays, its entries are renewed. */
  readonly entries = new Map<unknown, FlagEntry>()
  readonly #onChanged: (keys: readonly string[]) => void
  readonly #dress: (entry: FlagEntry) => void
  readonly #live: LiveRuleset
  /** All that was sent, kinds that this version can't read included: the cache keeps them, for the hash covers them. */
  #entities = new Map<string, SentEntity>()
  #blindMinutes = 0
  #tripped: readonly string[] = []
  #notServing: readonly string[] = []

  /**
   * `now`: milliseconds since 1970, for conditions relative to the present. `dress`: is shown each flag that was
   * compiled anew, before anybody can ask it.
   */
  constructor(
    constants: RulesetSurroundings['constants'],
    now: () => number,
    onChanged: (keys: readonly string[]) => void,
    dress: (entry: FlagEntry) => void = () => undefined,
  ) {
    this.#live = new LiveRuleset({ constants: constants ?? {}, now })
    this.#onChanged = onChanged
    this.#dress = dress
  }

  /** Flags that are not served as the log says; the same list where they are the same. */
  get notServing(): readonly string[] {
    return this.#notServing
  }

  /** Flags of which a breaker of this process serves the safe variant; a kill above it is served as the log says. */
  setTripped(flagKeys: readonly string[]): void {
    this.#tripped = flagKeys
    this.#listNotServing()
  }

  /** The state as it was sent, without what is beside it. */
  entities(): SentEntity[] {
    return [...this.#entities.values()]
  }

  apply({ state, kills }: StoreUpdate): void {
    switch (state.type) {
      case 'none':
        return this.#change({ kills })
      case 'patch':
        return this.#change({ ...this.#put(state.entities), kills })
      case 'replace':
        return this.#change({ ...this.#replace(state.entities), kills })
    }
  }

  override(overrides: ReadonlyMap<string, Json>): void {
    this.#change({ overrides })
  }

  /** `minutes` without a server; flags that ask for it turn to their safe variant. */
  setBlindMinutes(minutes: number): void {
    if (minutes === this.#blindMinutes) return
    this.#blindMinutes = minutes
    this.#change({ blindMinutes: minutes })
  }

  /** After how many minutes without a server some flag answers otherwise, in order. */
  get blindAfterMinutes(): readonly number[] {
    return this.#live.blindAfterMinutes
  }

  #replace(entities: readonly SentEntity[]): Changed {
    const before = this.#entities
    this.#entities = new Map()
    const changed = this.#put(entities)
    before.forEach(({ kind, key }, id) => {
      if (!this.#entities.has(id)) note(changed, kind, key, undefined)
    })
    return changed
  }

  #put(entities: readonly SentEntity[]): Changed {
    const changed: Changed = { flags: new Map(), segments: new Map(), segmentChunks: new Map() }
    for (const entity of entities) {
      const { kind, key, value } = entity
      const id = `${kind}\u0000${key}`
      if (value === null) this.#entities.delete(id)
      else this.#entities.set(id, entity)
      note(changed, kind, key, value ?? undefined)
    }
    return changed
  }

  #change(change: RulesetChange): void {
    const changed = [...this.#live.change(change)]
    const { flags } = this.#live.ruleset
    for (const flagKey of changed) {
      const compiled = flags.get(flagKey)
      if (compiled === undefined) this.entries.delete(flagKey)
      else this.#enter(flagKey, compiled)
    }
    this.#listNotServing()
    if (changed.length > 0) this.#onChanged(changed)
  }

  #enter(flagKey: string, compiled: CompiledFlag): void {
    const known = this.entries.get(flagKey)
    const entry = known ?? new FlagEntry(compiled)
    known?.replace(compiled)
    this.#dress(entry)
    if (known === undefined) this.entries.set(asLiteral(flagKey), entry)
  }

  #listNotServing(): void {
    const { notServing } = this.#live.ruleset
    const tripped = this.#tripped.filter((key) => {
      const decider = this.entries.get(key)?.compiled.decider
      return decider === 'targeting' || decider === 'disabled'
    })
    const all = tripped.length === 0 ? notServing : [...notServing, ...tripped]
    if (all.length !== this.#notServing.length || all.some((key, i) => key !== this.#notServing[i]))
      this.#notServing = all
  }
}

interface Changed {
  readonly flags: Map<string, SentFlag | undefined>
  readonly segments: Map<string, SentSegment | undefined>
  readonly segmentChunks: Map<string, SegmentChunk | undefined>
}

/** What these hold is not trusted here: the evaluator reads it, and quarantines what it can't. */
function note({ flags, segments, segmentChunks }: Changed, kind: string, key: string, value: unknown): void {
  if (kind === 'flag') flags.set(key, value as SentFlag | undefined)
  else if (kind === 'segment') segments.set(key, value as SentSegment | undefined)
  else if (kind === 'segmentChunk') segmentChunks.set(key, value as SegmentChunk | undefined)
}
