import type { Environment, Epoch, Project } from '@ripcord/model'
import type { AccessStore, KeyStore } from './access-store.js'
import type { AutomaticKillStore } from './automatic-kill-store.js'
import type { BackendStore } from './backend-store.js'
import type { ChangeStore } from './change-store.js'
import type { DeploymentStore } from './deployment-store.js'
import type { GuardInputs } from './guard-store.js'
import type { IncidentStore } from './incident-store.js'
import type { InstanceStore } from './instance-store.js'
import type { IntakeStore } from './intake-store.js'
import type { MeasurementStore } from './measurement-store.js'
import type { NotifyStore } from './notify-store.js'
import type { WaitingKillStore } from './waiting-kill-store.js'

export type * from './access-store.js'
export type * from './automatic-kill-store.js'
export type * from './backend-store.js'
export type * from './change-store.js'
export type * from './deployment-store.js'
export type * from './guard-store.js'
export type * from './incident-store.js'
export type * from './instance-store.js'
export type * from './intake-store.js'
export type * from './measurement-store.js'
export * from './notify-store.js'
export * from './storage-errors.js'
export type * from './waiting-kill-store.js'

/**
 * The port to the database. Everything that must be atomic with a change goes through `transact`; the rest are small
 * ports of their own. Adapters are held to one contract: `storage.contract.ts`.
 */
export interface Storage {
  readonly changes: ChangeStore
  readonly epochs: EpochStore
  readonly projects: ProjectStore
  readonly keys: KeyStore
  readonly access: AccessStore
  readonly instances: InstanceStore
  readonly counts: CountStore
  readonly waitingKills: WaitingKillStore
  readonly guardInputs: GuardInputs
  readonly incidents: IncidentStore
  readonly automaticKills: AutomaticKillStore
  readonly measurements: MeasurementStore
  readonly backends: BackendStore
  readonly intake: IntakeStore
  readonly notify: NotifyStore
  readonly deployments: DeploymentStore
  /** Whether it is in files of this process, and nobody else's. */
  readonly isEmbedded: boolean
  /** What an operator should hear of what was found at opening; a file that was rolled back, above all. */
  readonly warnings: readonly string[]
  /** Answers whether the database can be read and written; for `/readyz`. */
  check(): Promise<void>
  close(): Promise<void>
}

export interface EpochStore {
  /** The newest epoch. Minted at each opening by a server (SQLite), never by a break-glass CLI. */
  current(): Promise<Epoch>
  /** Mints one above the clock, the newest, and `above`. */
  mint(because: string, above?: Epoch): Promise<Epoch>
}

export interface ProjectStore {
  list(): Promise<Project[]>
  /** By key. */
  get(key: string): Promise<Project | undefined>
  environments(project: string): Promise<Environment[]>
  /** By the environment's id, with its project. */
  environment(environmentId: string): Promise<{ project: Project; environment: Environment } | undefined>
}

/** Evaluations of one flag and variant (null: the caller's default) in one minute. */
export interface MinuteCount {
  environmentId: string
  flag: string
  variant: string | null
  reason: string
  /** Epoch milliseconds, a whole minute. */
  minute: number
  count: number
}

export interface CountStore {
  /** Adds to what stands. */
  add(counts: readonly MinuteCount[]): Promise<void>
  read(environmentId: string, filter: { flag?: string; from: number; to: number }): Promise<MinuteCount[]>
  /** Epoch milliseconds of the last evaluation by flag key, of all flags where none is named. */
  lastEvaluated(environmentId: string, flags?: readonly string[]): Promise<Map<string, number>>
  prune(beforeMinute: number): Promise<void>
}
