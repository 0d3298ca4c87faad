import type { Actor, Json, Revision } from '@ripcord/model'

/** What is kept of one incident; a kill has one. */
export interface StoredIncident {
  environmentId: string
  killId: string
  /** When the kill was committed. */
  openedAt: string
  /** Whether nothing more is expected to happen in it. */
  settled: boolean
  body: Json
}

export interface IncidentNote {
  at: string
  by: Actor
  text: string
}

export interface IncidentStore {
  /** Up to which revision a project's log was followed; 0 at first. */
  position(project: string): Promise<Revision>
  /** In one transaction: opens those that are not there yet, and moves the position on. */
  follow(project: string, position: Revision, opened: readonly StoredIncident[]): Promise<void>
  /** What has become of one that is there. */
  put(incident: StoredIncident): Promise<void>
  get(environmentId: string, killId: string): Promise<StoredIncident | undefined>
  /** The newest first. */
  list(environmentId: string): Promise<StoredIncident[]>
  /** Of all environments, the oldest first. */
  unsettled(): Promise<StoredIncident[]>
  note(environmentId: string, killId: string, note: IncidentNote): Promise<void>
  /** In order. */
  notes(environmentId: string, killId: string): Promise<IncidentNote[]>
}
