import {
  type EntityWrite,
  type FlagDefinition,
  type FlagRelease,
  type Json,
  type Kill,
  limits,
  type Segment,
  type SegmentChunk,
  type SentEntity,
  type SentFlag,
  type SentRelease,
  type SentSegment,
  type StoredFlagSettings,
  type StoredKill,
} from '@ripcord/model'
import type { EntityQuery, SentWrite } from '../storage/storage.js'
import type { After } from './after.js'

/**
 * What SDKs of each environment will see of the writes. It is the whole of each entity that is touched; storage leaves
 * out what makes no difference.
 */
export function projectSent(after: After): SentWrite[] {
  const sent = new Map<string, SentEntity[]>()
  for (const write of after.writes) {
    const entity = sentByItself(write)
    if (entity !== undefined && write.environment !== null) push(sent, write.environment, entity)
  }
  for (const [environment, flags] of touchedFlags(after)) {
    for (const key of flags) {
      const definition = after.get('flag', null, key)
      const settings = after.get('flagSettings', environment, key)
      push(sent, environment, { kind: 'flag', key, value: toJson(sentFlag(definition, settings)) })
    }
  }
  return [...sent].map(([environment, entities]) => ({ environment, entities }))
}

/** A flag as an environment's SDKs get it; null where they don't. Fields that say nothing are left out. */
export function sentFlag(
  definition: FlagDefinition | null | undefined,
  settings: StoredFlagSettings | null | undefined,
): SentFlag | null {
  if (!definition || !settings || definition.archived) return null
  const { key, type, variants, metadata } = definition
  const { enabled, offVariant, prerequisites, whenBlind, release } = settings
  const rules = sentRules(settings)
  return {
    key,
    type,
    variants,
    enabled,
    offVariant,
    ...(prerequisites.length > 0 && { prerequisites }),
    ...(rules.length > 0 && { rules }),
    default: release === undefined ? settings.default : releaseDefault(release),
    ...(release !== undefined && { release: sentRelease(release) }),
    ...(whenBlind.type !== 'keep' && { whenBlind }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  }
}

/** A preview goes ahead of the flag's own rules, and only while the release serves nobody else. */
function sentRules({ rules, release }: StoredFlagSettings): NonNullable<SentFlag['rules']> {
  const own = rules.map(({ description: _description, ...rule }) => rule)
  if (release?.preview === undefined || release.share > 0) return own
  const { key, preview, outgoing } = release
  const seePreview = {
    id: `release:${key}:preview`,
    when: { type: 'segment', segment: preview },
    serve: { type: 'variant', variant: outgoing },
  } as const
  return [seePreview, ...own]
}

/** The outgoing variant always has the interval [0, share): whoever has it keeps it as the share grows. */
function releaseDefault({
  share,
  outgoing,
  previous,
  seed,
  bucketBy,
}: FlagRelease): NonNullable<SentFlag['default']> {
  const weight = Math.round(share * limits.splitWeight)
  if (weight === 0) return { type: 'variant', variant: previous }
  if (weight === limits.splitWeight) return { type: 'variant', variant: outgoing }
  return {
    type: 'split',
    weights: [
      { variant: outgoing, weight },
      { variant: previous, weight: limits.splitWeight - weight },
    ],
    ...(bucketBy !== undefined && { bucketBy }),
    seed,
    missing: previous,
  }
}

function sentRelease(release: FlagRelease): SentRelease {
  const { key, generation, stage, outgoing, previous, seed, slowAfterMs } = release
  return {
    key,
    generation,
    stage,
    treatment: outgoing,
    control: previous,
    seed,
    ...(slowAfterMs !== undefined && { slowAfterMs }),
  }
}

/** A segment as it is sent; null where it is gone. */
export function sentSegment(segment: Segment | null | undefined): SentSegment | null {
  if (!segment) return null
  const { key, rules, chunks } = segment
  return { key, ...(rules.length > 0 && { rules }), chunks }
}

/** A chunk as it is sent; an empty one is not. */
export function sentChunk(chunk: SegmentChunk | null): SegmentChunk | null {
  return chunk === null || chunk.included.length + chunk.excluded.length === 0 ? null : chunk
}

/** A kill as it is sent; null where it does not stand. */
export function sentKill(kill: StoredKill | null): Kill | null {
  if (kill === null || kill.lifted !== null) return null
  const { lifted: _lifted, ...sent } = kill
  return sent
}

/** Of entities that are sent as they are, whatever else there is. */
function sentByItself(write: EntityWrite): SentEntity | undefined {
  const { key } = write
  switch (write.kind) {
    case 'kill':
      return { kind: 'kill', key, value: toJson(sentKill(write.value)) }
    case 'segment':
      return { kind: 'segment', key, value: toJson(sentSegment(write.value)) }
    case 'segmentChunk':
      return { kind: 'segmentChunk', key, value: toJson(sentChunk(write.value)) }
    case 'flag':
    case 'flagSettings':
    case 'project':
    case 'environment':
    case 'episode':
    case 'release':
    case 'service':
      return undefined
  }
}

/** Flags to project, by environment: a definition touches all of them, settings their own. Reads both halves of each. */
function touchedFlags(after: After): Map<string, Set<string>> {
  const touched = new Map<string, Set<string>>()
  const add = (environment: string, key: string) => {
    const keys = touched.get(environment)
    if (keys === undefined) touched.set(environment, new Set([key]))
    else keys.add(key)
  }
  for (const write of after.writes) {
    if (write.kind === 'flagSettings' && write.environment !== null) add(write.environment, write.key)
    if (write.kind === 'flag') for (const environment of after.environments()) add(environment, write.key)
  }
  const everyKey = new Set([...touched.values()].flatMap((keys) => [...keys]))
  after.need([
    { kind: 'flag', environment: null, keys: [...everyKey] },
    ...[...touched].map(
      ([environment, keys]): Required<EntityQuery> => ({
        kind: 'flagSettings',
        environment,
        keys: [...keys],
      }),
    ),
  ])
  return touched
}

function push(sent: Map<string, SentEntity[]>, environment: string, entity: SentEntity): void {
  const entities = sent.get(environment)
  if (entities === undefined) sent.set(environment, [entity])
  else entities.push(entity)
}

function toJson(value: object | null): Json {
  // Entities are plain JSON by their schemas.
  return value as Json
}
