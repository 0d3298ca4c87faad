import type { Condition, Revision, Segment } from '@ripcord/model'
import type { Command, Edit, Page, PageRequest } from '../changes/command.js'

/** A segment as it is answered; its identifiers are read by `exportIds` and `test`. */
export type SegmentView = Omit<Segment, 'chunks'> & {
  environment: string
  /** ETag: of the last change of the segment or of one of its identifiers. */
  revision: Revision
  /** How many identifiers each list has. */
  ids: { included: number; excluded: number }
}

export interface SegmentIds {
  included: string[]
  excluded: string[]
}

export interface NewSegment {
  key: string
  name: string
  description?: string | undefined
  rules?: Condition[] | undefined
  included?: string[] | undefined
  excluded?: string[] | undefined
}

export interface SegmentPatch {
  name?: string | undefined
  description?: string | undefined
  rules?: Condition[] | undefined
}

/**
 * What to do with a segment's identifiers. One that is added to a list leaves the other; adding one that is there, and
 * removing one that is not, is no error.
 */
export type IdsEdit =
  | { type: 'add'; included?: string[] | undefined; excluded?: string[] | undefined }
  | { type: 'remove'; included?: string[] | undefined; excluded?: string[] | undefined }
  | { type: 'replace'; included: string[]; excluded: string[] }

/** Whether an identifier is in the lists of a segment; its rules may still decide where it is in neither. */
export interface Membership {
  id: string
  listed: 'included' | 'excluded' | 'neither'
}

export interface SegmentsService {
  /** @throws RefusedError `not-found`, `already-exists`, `key-spent`, `invalid`, `limit-reached` */
  create(project: string, environment: string, input: NewSegment, by: Command): Promise<SegmentView>
  /** In order of key. @throws RefusedError `not-found`, `invalid` (cursor) */
  list(
    project: string,
    environment: string,
    filter: { text?: string | undefined },
    page: PageRequest,
  ): Promise<Page<SegmentView>>
  /** @throws RefusedError `not-found` */
  read(project: string, environment: string, segment: string): Promise<SegmentView>
  /** @throws RefusedError `not-found`, `precondition-failed`, `precondition-required`, `invalid` */
  update(
    project: string,
    environment: string,
    segment: string,
    patch: SegmentPatch,
    by: Edit,
  ): Promise<SegmentView>
  /** Its key is never to be used again. @throws RefusedError `in-use` (flags or segments refer to it), and as `update` */
  delete(project: string, environment: string, segment: string, by: Edit): Promise<void>
  /**
   * Writes only the chunks that differ. Adding and removing commute, so `ifMatch` is never asked for.
   *
   * @throws RefusedError `not-found`, `precondition-failed`, `invalid`, `limit-reached`
   */
  editIds(
    project: string,
    environment: string,
    segment: string,
    edit: IdsEdit,
    by: Edit,
  ): Promise<SegmentView>
  /** @throws RefusedError `not-found` */
  test(project: string, environment: string, segment: string, id: string): Promise<Membership>
  /** All identifiers, sorted by code unit. @throws RefusedError `not-found` */
  exportIds(project: string, environment: string, segment: string): Promise<SegmentIds>
}
