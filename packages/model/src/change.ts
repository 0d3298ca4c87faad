import { z } from 'zod'
import { actorSchema } from './actor.js'
import type { FlagDefinition, StoredFlagSettings } from './flag.js'
import type { Episode, StoredKill } from './kill.js'
import { limits } from './limits.js'
import { instantSchema, jsonSchema } from './primitives.js'
import type { Environment, Project } from './project.js'
import type { Release } from './release.js'
import type { Segment, SegmentChunk } from './segment.js'
import type { Service } from './service.js'

/**
 * What a project's log keeps, by kind. Kinds with `environment` exist once an environment, the others once a project.
 * `flagSettings` has its flag's key.
 */
export interface Entities {
  project: Project
  environment: Environment
  flag: FlagDefinition
  flagSettings: StoredFlagSettings
  segment: Segment
  segmentChunk: SegmentChunk
  kill: StoredKill
  episode: Episode
  release: Release
  /** Its key is the service's name. */
  service: Service
}
export type EntityKind = keyof Entities
export const entityKinds = [
  'project',
  'environment',
  'flag',
  'flagSettings',
  'segment',
  'segmentChunk',
  'kill',
  'episode',
  'release',
  'service',
] as const satisfies readonly EntityKind[]

/** Where an entity lives in its project's log: `environment` is the environment's key, null for project-wide kinds. */
export interface EntityRef<K extends EntityKind = EntityKind> {
  kind: K
  environment: string | null
  key: string
}

/** An entity after a change; `value: null` = gone, its key never to be used again. */
export type EntityWrite = {
  [K in EntityKind]: EntityRef<K> & { value: Entities[K] | null }
}[EntityKind]

export const entityWriteSchema = z.object({
  kind: z.enum(entityKinds),
  environment: z.string().nullable(),
  key: z.string(),
  value: jsonSchema,
})

/** What was done, in a word; a reader shows it, nothing decides on it. */
export const changeKinds = [
  'project.created',
  'project.updated',
  'environment.created',
  'environment.updated',
  'flag.created',
  'flag.updated',
  'flag.settings',
  'flag.archived',
  'flag.unarchived',
  'flag.promoted',
  'segment.created',
  'segment.updated',
  'segment.deleted',
  'flags.changed',
  'flags.killed',
  'flags.restored',
  'reverted',
  'drill.ended',
  'kill.adopted',
  'release.created',
  'release.updated',
  'release.started',
  'release.advanced',
  'release.held',
  'release.resumed',
  'release.suspended',
  'release.completed',
  'release.aborted',
  'release.killed',
  'release.recovery',
  'service.updated',
] as const
export type ChangeKind = (typeof changeKinds)[number]

/** One committed alteration of a project's state: one row of its log. */
export const changeSchema = z
  .object({
    revision: z.int().min(1),
    epoch: z.string(),
    at: instantSchema,
    kind: z.enum(changeKinds),
    actor: actorSchema,
    reason: z.string().max(limits.reasonLength),
    /** After-images of what it touched. */
    entities: z.array(entityWriteSchema),
    /** Keys of the environments whose SDKs see a difference. */
    environments: z.array(z.string()),
    /** For the guard: the decision that caused it. For a revert: the revision gone back to. */
    cause: z.record(z.string(), jsonSchema).optional(),
    requestId: z.string().optional(),
    /** SHA-256, hex, over the row before and this row's canonical JSON. */
    rowHash: z.string(),
  })
  .meta({ id: 'Change' })
export type Change = Omit<z.infer<typeof changeSchema>, 'entities'> & { entities: EntityWrite[] }
