import { compileRuleset, type Ruleset, type RulesetOptions } from '@ripcord/evaluator'
import type { Json, Kill, SegmentChunk, SentEntity, SentFlag, SentSegment } from '@ripcord/model'
import { asLiteral } from '@ripcord/model/plain'
import type { StoreUpdate } from '@ripcord/sync'
import { FlagEntry } from './counts.js'

type Options = { -readonly [K in keyof RulesetOptions]: RulesetOptions[K] }

const noKills: ReadonlyMap<string, Kill> = new Map()

/**
 * The flags of one environment as this process serves them. Everything that changes what is served comes in here, and
 * takes effect at once: an evaluation sees all of a change or nothing of it.
 */
export class Store {
  /** What an evaluation looks up. The map stays, its entries are renewed. */
  readonly entries = new Map<unknown, FlagEntry>()
  readonly #onChanged: (keys: readonly string[]) => void
  readonly #options: Options
  /** All that was sent, kinds that this version can't read included: the cache keeps them, for the hash covers them. */
  readonly #entities = new Map<string, SentEntity>()
  readonly #flags = new Map<string, SentFlag>()
  readonly #segments = new Map<string, SentSegment>()
  readonly #segmentChunks = new Map<string, SegmentChunk>()
  #kills = noKills
  #ruleset: Ruleset | undefined
  #blindAfter: readonly number[] | undefined

  /** `now`: milliseconds since 1970, for conditions relative to the present. */
  constructor(
    constants: RulesetOptions['constants'],
    now: () => number,
    onChanged: (keys: readonly string[]) => void,
  ) {
    this.#options = { constants: constants ?? {}, now }
    this.#onChanged = onChanged
  }

  /** Flags that are not served as the log says. */
  get notServing(): readonly string[] {
    return this.#ruleset?.notServing ?? []
  }

  /** The state as it was sent, without what is beside it. */
  entities(): SentEntity[] {
    return [...this.#entities.values()]
  }

  apply({ state, kills }: StoreUpdate): void {
    if (state.type === 'replace') this.#clear()
    if (state.type !== 'none') for (const entity of state.entities) this.#put(entity)
    if (state.type !== 'none') this.#blindAfter = undefined
    this.#kills = kills
    this.#compile()
  }

  override(overrides: ReadonlyMap<string, Json>): void {
    this.#options.overrides = overrides
    this.#compile()
  }

  /** `minutes` without a server; flags that ask for it turn to their safe variant. */
  setBlindMinutes(minutes: number): void {
    if (minutes === (this.#options.blindMinutes ?? 0)) return
    this.#options.blindMinutes = minutes
    this.#compile()
  }

  /** After how many minutes without a server some flag answers otherwise, in order. */
  get blindAfterMinutes(): readonly number[] {
    this.#blindAfter ??= [...new Set([...this.#flags.values()].flatMap(blindAfterOf))].sort((a, b) => a - b)
    return this.#blindAfter
  }

  #clear(): void {
    this.#entities.clear()
    this.#flags.clear()
    this.#segments.clear()
    this.#segmentChunks.clear()
  }

  #put(entity: SentEntity): void {
    const { kind, key, value } = entity
    const id = `${kind}\u0000${key}`
    if (value === null) this.#entities.delete(id)
    else this.#entities.set(id, entity)
    // What these hold is not trusted here: the evaluator reads it, and quarantines what it can't.
    if (kind === 'flag') put(this.#flags, key, value as unknown as SentFlag | null)
    else if (kind === 'segment') put(this.#segments, key, value as unknown as SentSegment | null)
    else if (kind === 'segmentChunk') put(this.#segmentChunks, key, value as unknown as SegmentChunk | null)
  }

  #compile(): void {
    const input = {
      flags: this.#flags,
      segments: this.#segments,
      segmentChunks: this.#segmentChunks,
      kills: this.#kills,
    }
    const before = this.#ruleset
    const ruleset = compileRuleset(input, this.#options, before)
    this.#ruleset = ruleset
    const changed: string[] = []
    for (const [flagKey, compiled] of ruleset.flags) {
      const entry = this.entries.get(flagKey)
      if (entry?.compiled === compiled) continue
      if (entry === undefined) this.entries.set(asLiteral(flagKey), new FlagEntry(compiled))
      else entry.replace(compiled)
      changed.push(flagKey)
    }
    if (before !== undefined)
      for (const flagKey of before.flags.keys()) {
        if (ruleset.flags.has(flagKey)) continue
        this.entries.delete(flagKey)
        changed.push(flagKey)
      }
    if (changed.length > 0) this.#onChanged(changed)
  }
}

function put<T>(map: Map<string, T>, key: string, value: T | null): void {
  if (value === null) map.delete(key)
  else map.set(key, value)
}

function blindAfterOf(flag: SentFlag): number[] {
  const whenBlind: unknown = (flag as { whenBlind?: unknown } | null)?.whenBlind
  if (typeof whenBlind !== 'object' || whenBlind === null) return []
  const { type, afterMinutes } = whenBlind as { type?: unknown; afterMinutes?: unknown }
  return type === 'safe' && typeof afterMinutes === 'number' && afterMinutes > 0 ? [afterMinutes] : []
}
