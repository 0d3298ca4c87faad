import type { FlagDefinition, FlagSettings, Revision, StoredFlagSettings } from '@ripcord/model'
import type { Command, Edit, Page, PageRequest } from '../changes/command.js'
import type { JsonDifference } from '../changes/json-difference.js'

/** A flag's settings in one environment, as they are answered. */
export type SettingsView = StoredFlagSettings & {
  flag: string
  environment: string
  /** ETag of the settings. */
  revision: Revision
  /** Ids of the kills that stand on it there; it is killed while there is one. */
  kills: string[]
}

/** A flag as it is answered. */
export type FlagView = FlagDefinition & {
  /** ETag of the definition. */
  revision: Revision
  /** By environment key. */
  environments: { [environment: string]: SettingsView }
}

type Optional<T> = { [K in keyof T]?: T[K] | undefined }

/** `key`, `name`, `type` and `variants` are asked for; the rest has defaults. */
export type NewFlag = Pick<FlagDefinition, 'key' | 'name' | 'type' | 'variants'> &
  Optional<Omit<FlagDefinition, 'key' | 'name' | 'type' | 'variants' | 'archived'>> & {
    /**
     * Settings by environment; what is left out: disabled, `offVariant` = the variant `off`, or else the one whose
     * value is false, or else null (the caller's default), and the default outcome serves the off variant.
     */
    environments?: { [environment: string]: SettingsPatch } | undefined
  }

/** Fields that are given replace those that stand, whole. The key and `archived` have methods of their own. */
export type DefinitionPatch = Optional<Omit<FlagDefinition, 'key' | 'archived' | 'valueSchema'>> & {
  /** Null takes it away. */
  valueSchema?: FlagDefinition['valueSchema'] | null
}

/** Fields that are given replace those that stand, whole. */
export type SettingsPatch = Optional<FlagSettings>

/** One of several edits that go together. */
export type FlagEdit =
  | { type: 'definition'; flag: string; patch: DefinitionPatch; ifMatch?: Revision | undefined }
  | {
      type: 'settings'
      flag: string
      environment: string
      patch: SettingsPatch
      ifMatch?: Revision | undefined
    }
  | ({
      type: 'archive'
      flag: string
      /** False brings it back. */
      archived: boolean
      ifMatch?: Revision | undefined
    } & ArchiveOptions)

export interface FlagFilter {
  /** Found in key, name or description, whatever the case. */
  text?: string | undefined
  tag?: string | undefined
  kind?: FlagDefinition['kind'] | undefined
  type?: FlagDefinition['type'] | undefined
  owner?: string | undefined
  /** Left out: both. */
  archived?: boolean | undefined
  /** Key of an environment in which it is enabled. */
  enabledIn?: string | undefined
  /** Key of an environment in which it is killed. */
  killedIn?: string | undefined
}

export interface ArchiveOptions {
  /** Archives although it was evaluated in the last 7 days. */
  force?: boolean | undefined
}

export interface PromotionRequest {
  from: string
  to: string
  /** Keys of the flags to copy; all where it is left out. Segments that they need go along. */
  flags?: string[] | undefined
}

/** What copying from one environment to another would change. */
export interface Promotion {
  from: string
  to: string
  /** Of the newest change that was looked at: apply with it. */
  revision: Revision
  /** Only those that differ. */
  flags: { flag: string; differences: JsonDifference[] }[]
  segments: {
    segment: string
    /** Whether it does not exist in `to` yet. */
    isNew: boolean
    differences: JsonDifference[]
    /** Identifiers that come and go, in each of the two lists. */
    ids: { includedAdded: number; includedRemoved: number; excludedAdded: number; excludedRemoved: number }
  }[]
}

export interface FlagsService {
  /** @throws RefusedError `already-exists`, `key-spent`, `invalid`, `limit-reached`, `not-found` (project) */
  create(project: string, input: NewFlag, by: Command): Promise<FlagView>
  /** @throws RefusedError `not-found` */
  read(project: string, flag: string): Promise<FlagView>
  /** @throws RefusedError `not-found` */
  readSettings(project: string, environment: string, flag: string): Promise<SettingsView>
  /** In order of key. @throws RefusedError `not-found` (project, environment of the filter), `invalid` (cursor) */
  list(project: string, filter: FlagFilter, page: PageRequest): Promise<Page<FlagView>>
  /** Changes what a flag is, in every environment. @throws RefusedError `not-found`, `precondition-failed`, `precondition-required`, `invalid` */
  update(project: string, flag: string, patch: DefinitionPatch, by: Edit): Promise<FlagView>
  /** Changes how a flag is set in one environment. A kill stays. @throws as `update` */
  updateSettings(
    project: string,
    environment: string,
    flag: string,
    patch: SettingsPatch,
    by: Edit,
  ): Promise<SettingsView>
  /** Several edits in one atomic change: all or none. Answers each flag that was touched. @throws as `update` and `archive` */
  change(project: string, edits: FlagEdit[], by: Command): Promise<{ revision: Revision; flags: FlagView[] }>
  /**
   * SDKs no longer get it. A kill on it stays, and holds again when it comes back.
   *
   * @throws RefusedError `in-use` (other flags refer to it), `recently-evaluated` (without `force`), and as `update`
   */
  archive(project: string, flag: string, options: ArchiveOptions, by: Edit): Promise<FlagView>
  /** @throws as `update` */
  unarchive(project: string, flag: string, by: Edit): Promise<FlagView>
  /** What `promote` would do. @throws RefusedError `not-found`, `invalid` */
  comparePromotion(project: string, request: PromotionRequest): Promise<Promotion>
  /**
   * Copies settings and the segments that they need, in one change. `by.ifMatch` is the revision of the comparison: where
   * one of the entities has changed since, it is refused with `precondition-failed`.
   *
   * @throws RefusedError `not-found`, `invalid`, `precondition-failed`, `precondition-required`
   */
  promote(
    project: string,
    request: PromotionRequest,
    by: Edit,
  ): Promise<{ revision: Revision; promotion: Promotion }>
}
