import type { Actor, ChangeKind, EntityKind, EntityRef, Json, Revision } from '@ripcord/model'
import type { Edit, Page, PageRequest } from './command.js'
import type { JsonDifference } from './json-difference.js'

/** A change as it is answered, without its after-images. */
export interface ChangeView {
  revision: Revision
  epoch: string
  at: string
  kind: ChangeKind
  actor: Actor
  reason: string
  /** Keys of the environments whose SDKs saw a difference. */
  environments: string[]
  /** What it touched. */
  entities: EntityRef[]
  cause?: { readonly [key: string]: Json } | undefined
  requestId?: string | undefined
  rowHash: string
}

export interface HistoryFilter {
  /** Changes that touched this entity. A flag's settings: `flagSettings` with their environment. */
  entity?: EntityRef | undefined
  /** Changes that touched an entity of this environment (its key), or that its SDKs saw. */
  environment?: string | undefined
}

/** What became of one entity between two revisions. */
export interface EntityDifference extends EntityRef {
  type: 'created' | 'deleted' | 'changed'
  differences: JsonDifference[]
}

export interface EntityAt extends EntityRef {
  /** Null = deleted by then. */
  value: Json
  /** Of the last change that touched it by then. */
  revision: Revision
}

export interface RevertRequest {
  /** The revision whose definitions, settings and segments shall hold again. */
  to: Revision
  /** Only these flags; all where it is left out. Segments are then left alone. */
  flags?: string[] | undefined
  /** Only settings and segments of this environment; definitions are then left alone. */
  environment?: string | undefined
  /** What becomes of flags that were created since: they stay as they are (default), or are archived. */
  created?: 'keep' | 'archive' | undefined
}

export interface RevertAnswer {
  /** The project's revision after it; the one before where there was nothing to do. */
  revision: Revision
  /** What it changed. */
  reverted: EntityRef[]
  /** What stays although it differs, each with the reason: created since, deleted since (its key is spent). */
  kept: (EntityRef & { because: string })[]
}

export interface HistoryService {
  /** Newest first. @throws RefusedError `not-found` (project), `invalid` (cursor) */
  list(project: string, filter: HistoryFilter, page: PageRequest): Promise<Page<ChangeView>>
  /** @throws RefusedError `not-found` */
  read(project: string, revision: Revision): Promise<ChangeView & { differences: EntityDifference[] }>
  /** One entity as it was after `revision`. @throws RefusedError `not-found` */
  entityAt(project: string, entity: EntityRef, revision: Revision): Promise<EntityAt>
  /** All entities of a kind as they were after `revision`, deleted ones left out. @throws RefusedError `not-found` */
  stateAt(
    project: string,
    revision: Revision,
    what: { kind: EntityKind; environment: string | null; keys?: string[] | undefined },
  ): Promise<EntityAt[]>
  /** What changed between two revisions, in order of kind, environment and key. @throws RefusedError `not-found`, `invalid` */
  diff(
    project: string,
    range: { from: Revision; to: Revision },
    filter: HistoryFilter,
  ): Promise<EntityDifference[]>
  /** When the settings of each flag were last changed in an environment, by flag key. @throws RefusedError `not-found` */
  lastChanged(project: string, environment: string): Promise<Map<string, string>>
  /** Whether the flags and the environment that a revert names have ever been. @throws RefusedError `not-found` */
  assertNames(project: string, request: RevertRequest): Promise<void>
  /**
   * Makes definitions, settings and segments what they were, as a new change. Kills, keys, people, environments and
   * spent keys stay as they are.
   *
   * @throws RefusedError `not-found`, `invalid` (what comes back would not fit to what stays), `precondition-required`
   * and `precondition-failed` (`by.ifMatch`: the revision of the preview)
   */
  revert(project: string, request: RevertRequest, by: Edit): Promise<RevertAnswer>
}
