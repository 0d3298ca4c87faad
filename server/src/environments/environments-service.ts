import type { Environment, Revision } from '@ripcord/model'
import type { Command, Edit } from '../changes/command.js'

/** An environment with its ETag. */
export type EnvironmentView = Environment & { revision: Revision }

export interface NewEnvironment {
  key: string
  name: string
  description?: string | undefined
  production?: boolean | undefined
}

export interface EnvironmentPatch {
  name?: string | undefined
  description?: string | undefined
  production?: boolean | undefined
}

export interface EnvironmentsService {
  /**
   * Every flag that exists gets settings in it: disabled, serving its off variant. One change.
   *
   * @throws RefusedError `not-found` (project), `already-exists`, `invalid`, `limit-reached`
   */
  create(project: string, input: NewEnvironment, by: Command): Promise<EnvironmentView>
  /** In order of key. @throws RefusedError `not-found` */
  list(project: string): Promise<EnvironmentView[]>
  /** @throws RefusedError `not-found` */
  read(project: string, environment: string): Promise<EnvironmentView>
  /** @throws RefusedError `not-found`, `precondition-failed`, `precondition-required`, `invalid` */
  update(project: string, environment: string, patch: EnvironmentPatch, by: Edit): Promise<EnvironmentView>
  /** The id that rooms, proofs and keys are named by. @throws RefusedError `not-found` */
  idOf(project: string, environment: string): Promise<string>
}
