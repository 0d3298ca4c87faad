import {
  type EntityWrite,
  type FlagDefinition,
  isDrill,
  type Node,
  nodeName,
  type Release,
  type ReleaseStatus,
  type Revision,
  type Segment,
  type StoredFlagSettings,
  type StoredKill,
  segmentReferences,
  settingsReferences,
} from '@ripcord/model'

/** What lists and filters ask of a flag. */
export interface FlagDigest {
  readonly key: string
  /** Key, name and description in lower case. */
  readonly text: string
  readonly tags: readonly string[]
  readonly kind: FlagDefinition['kind']
  readonly type: FlagDefinition['type']
  readonly owner: string
  readonly archived: boolean
}

/** What lists ask of a release. */
export interface ReleaseDigest {
  readonly status: ReleaseStatus
  readonly flags: readonly string[]
}

interface EnvironmentIndex {
  readonly enabled: Set<string>
  /** Segments that exist. */
  readonly segments: Set<string>
  /** By node name, what it refers to. */
  readonly references: Map<string, ReadonlySet<string>>
  /** The other way round. */
  readonly dependents: Map<string, Set<string>>
  /** Kills that stand: by id, their flags. */
  readonly standing: Map<string, readonly string[]>
  /** By flag, ids of the kills that stand on it. */
  readonly killed: Map<string, Set<string>>
  readonly drills: Set<string>
  readonly releases: Map<string, ReleaseDigest>
}

/**
 * What one project's log says, cut down to what is asked across all entities: who refers to whom, what is killed, what
 * lists filter by. It follows the log change by change, so that an edit of one flag need not read 10,000.
 */
export class ProjectIndex {
  revision: Revision
  readonly flags = new Map<string, FlagDigest>()
  readonly #environments = new Map<string, EnvironmentIndex>()
  #sortedKeys: string[] | undefined

  constructor(revision: Revision) {
    this.revision = revision
  }

  /** Takes up the next change of the log; one that it has is no error. */
  follow(change: { revision: Revision; entities: readonly EntityWrite[] }): void {
    if (change.revision <= this.revision) return
    for (const write of change.entities) this.write(write)
    this.revision = change.revision
  }

  write(write: EntityWrite): void {
    switch (write.kind) {
      case 'flag':
        this.#writeFlag(write.key, write.value)
        return
      case 'flagSettings':
        this.#writeSettings(this.#in(write.environment), write.key, write.value)
        return
      case 'segment':
        this.#writeSegment(this.#in(write.environment), write.key, write.value)
        return
      case 'kill':
        writeKill(this.#in(write.environment), write.key, write.value)
        return
      case 'release':
        writeRelease(this.#in(write.environment), write.key, write.value)
        return
      case 'environment':
        this.#in(write.key)
        return
      case 'project':
      case 'segmentChunk':
      case 'episode':
      case 'service':
    }
  }

  /** Keys of all flags, sorted by code unit. */
  flagKeys(): readonly string[] {
    this.#sortedKeys ??= [...this.flags.keys()].sort()
    return this.#sortedKeys
  }

  environments(): string[] {
    return [...this.#environments.keys()].sort()
  }

  /** Keys of the segments of an environment, sorted by code unit. */
  segmentKeys(environment: string): string[] {
    return [...this.#in(environment).segments].sort()
  }

  isEnabled(environment: string, flag: string): boolean {
    return this.#in(environment).enabled.has(flag)
  }

  /** Ids of the kills that stand on a flag, sorted. */
  killsOf(environment: string, flag: string): string[] {
    return [...(this.#in(environment).killed.get(flag) ?? [])].sort()
  }

  standingKills(environment: string): string[] {
    return [...this.#in(environment).standing.keys()]
  }

  /** By key. */
  releases(environment: string): ReadonlyMap<string, ReleaseDigest> {
    return this.#in(environment).releases
  }

  runningDrills(environment: string): string[] {
    return [...this.#in(environment).drills]
  }

  /** Names of the nodes that refer to one, archived flags left out. */
  dependents(environment: string, node: Node): string[] {
    const names = this.#in(environment).dependents.get(nodeName(node)) ?? []
    return [...names].filter((name) => !this.#isArchived(name)).sort()
  }

  /** Names of all nodes from which references lead to one of `nodes`, themselves left out. */
  allDependents(environment: string, nodes: readonly Node[]): Set<string> {
    const found = new Set<string>()
    const queue = [...nodes]
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      for (const name of this.dependents(environment, node)) {
        if (found.has(name)) continue
        found.add(name)
        const colon = name.indexOf(':')
        queue.push({ kind: name.startsWith('segment') ? 'segment' : 'flag', key: name.slice(colon + 1) })
      }
    }
    return found
  }

  #isArchived(name: string): boolean {
    return name.startsWith('flag:') && this.flags.get(name.slice('flag:'.length))?.archived === true
  }

  #in(environment: string | null): EnvironmentIndex {
    const key = environment ?? ''
    const known = this.#environments.get(key)
    if (known !== undefined) return known
    const made: EnvironmentIndex = {
      enabled: new Set(),
      segments: new Set(),
      references: new Map(),
      dependents: new Map(),
      standing: new Map(),
      killed: new Map(),
      drills: new Set(),
      releases: new Map(),
    }
    this.#environments.set(key, made)
    return made
  }

  #writeFlag(key: string, flag: FlagDefinition | null): void {
    if (flag === null) {
      this.flags.delete(key)
      this.#sortedKeys = undefined
      return
    }
    if (!this.flags.has(key)) this.#sortedKeys = undefined
    const { name, description, tags, kind, type, owner, archived } = flag
    const text = `${key}\n${name}\n${description}`.toLowerCase()
    this.flags.set(key, { key, text, tags, kind, type, owner, archived })
  }

  #writeSettings(index: EnvironmentIndex, key: string, settings: StoredFlagSettings | null): void {
    if (settings?.enabled === true) index.enabled.add(key)
    else index.enabled.delete(key)
    link(index, nodeName({ kind: 'flag', key }), settings === null ? [] : settingsReferences(settings))
  }

  #writeSegment(index: EnvironmentIndex, key: string, segment: Segment | null): void {
    if (segment === null) index.segments.delete(key)
    else index.segments.add(key)
    link(index, nodeName({ kind: 'segment', key }), segment === null ? [] : segmentReferences(segment))
  }
}

function link(index: EnvironmentIndex, name: string, references: readonly Node[]): void {
  const after = new Set(references.map(nodeName))
  for (const target of index.references.get(name) ?? []) index.dependents.get(target)?.delete(name)
  if (after.size === 0) index.references.delete(name)
  else index.references.set(name, after)
  for (const target of after) addTo(index.dependents, target, name)
}

function writeKill(index: EnvironmentIndex, killId: string, kill: StoredKill | null): void {
  for (const flag of index.standing.get(killId) ?? []) index.killed.get(flag)?.delete(killId)
  index.standing.delete(killId)
  index.drills.delete(killId)
  if (kill === null || kill.lifted !== null) return
  const flags = Object.keys(kill.serves)
  index.standing.set(killId, flags)
  for (const flag of flags) addTo(index.killed, flag, killId)
  if (isDrill(kill)) index.drills.add(killId)
}

function writeRelease({ releases }: EnvironmentIndex, key: string, release: Release | null): void {
  if (release === null) releases.delete(key)
  else releases.set(key, { status: release.status, flags: release.flags.map((flag) => flag.key) })
}

function addTo(sets: Map<string, Set<string>>, key: string, member: string): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([member]))
  else set.add(member)
}
