import type { Revision, Service } from '@ripcord/model'
import type { Edit, Page, PageRequest } from '../changes/command.js'

/** A service as it is answered. */
export type ServiceView = Service & {
  /** Of the last edit, its ETag; 0 where nobody has said anything yet. */
  revision: Revision
  /** Keys of the environments in which its SDK has connected of late. */
  environments: string[]
}

type Optional<T> = { [K in keyof T]?: T[K] | undefined }

/** Fields that are given replace those that stand, whole. */
export type ServicePatch = Optional<Omit<Service, 'name'>>

/** The services of a project: they appear when an SDK connects, and people say the rest. */
export interface ServicesService {
  /** In order of name. @throws RefusedError `not-found` (project), `invalid` (cursor) */
  list(project: string, page: PageRequest): Promise<Page<ServiceView>>
  /** @throws RefusedError `not-found` */
  read(project: string, name: string): Promise<ServiceView>
  /** @throws RefusedError `not-found` (no SDK has connected as it), `precondition-failed`, `invalid` */
  update(project: string, name: string, patch: ServicePatch, by: Edit): Promise<ServiceView>
}
