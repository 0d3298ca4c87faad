import type { Environment, Project, Revision } from '@ripcord/model'
import type { Command, Edit } from '../changes/command.js'

/** An environment with its ETag. */
export type EnvironmentView = Environment & { revision: Revision }

/** A project as it is answered. */
export type ProjectView = Project & {
  /** Of the last change of the project's own entity: its ETag. */
  revision: Revision
  /** Of the newest change in its log. */
  head: Revision
  /** In order of key. */
  environments: EnvironmentView[]
}

export interface NewProject {
  key: string
  name: string
  description?: string | undefined
  /** `production` (marked as such) and `staging` where none are named. */
  environments?: NewEnvironment[] | undefined
}

export interface NewEnvironment {
  key: string
  name: string
  description?: string | undefined
  production?: boolean | undefined
}

export interface ProjectPatch {
  name?: string | undefined
  description?: string | undefined
}

export interface ProjectsService {
  /** @throws RefusedError `already-exists`, `invalid`, `limit-reached` */
  create(input: NewProject, by: Command): Promise<ProjectView>
  /** In order of key. */
  list(): Promise<ProjectView[]>
  /** @throws RefusedError `not-found` */
  read(project: string): Promise<ProjectView>
  /** @throws RefusedError `not-found`, `precondition-failed`, `precondition-required`, `invalid` */
  update(project: string, patch: ProjectPatch, by: Edit): Promise<ProjectView>
}
