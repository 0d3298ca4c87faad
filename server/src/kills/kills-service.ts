import type { Json, Kill, KillCause, Revision, StoredKill } from '@ripcord/model'
import type { Command, Page, PageRequest } from '../changes/command.js'
import type { WaitingKill } from '../storage/storage.js'

/** Which flags to kill. An empty selection is refused: it never means everything. */
export type KillTarget =
  | { type: 'flags'; flags: string[] }
  /** All flags with this tag, archived ones left out. */
  | { type: 'tag'; tag: string }
  /** All flags of a release, which ends with them. */
  | { type: 'release'; release: string }

/** What killed flags are to serve. */
export type ServeChoice =
  /** Each flag's off variant in that environment; the default. */
  | { type: 'offVariant' }
  /** For every flag of the target, which must have it. */
  | { type: 'variant'; variant: string }
  | { type: 'callerDefault' }

export interface KillRequest {
  target: KillTarget
  serve?: ServeChoice | undefined
  /** By flag key, where one differs from `serve`. */
  serveByFlag?: { [flag: string]: ServeChoice } | undefined
  /**
   * What it answers to: a second kill of one episode is the first one. Left out: an episode of its own, made from the
   * idempotency key where there is one.
   */
  episode?: string | undefined
  /**
   * What becomes of a running release that owns one of the flags: it is killed with all its flags (`release`, where
   * left out), or goes on without it, held.
   */
  scope?: 'release' | 'flag' | undefined
  /** For the guard: what it decided on, kept with the change. */
  decision?: { readonly [key: string]: Json } | undefined
  /** `manual` where it is left out. */
  cause?: Exclude<KillCause, 'recovered' | 'drill'> | undefined
}

export interface DrillRequest extends Omit<KillRequest, 'cause'> {
  /** Milliseconds after its commit at which it ends by itself. */
  endsAfterMs: number
}

/** A kill as it is answered: with its lifting, without its MAC. */
export type KillView = Omit<StoredKill, 'mac'> & {
  environment: string
  /** Of the last change that touched it. */
  revision: Revision
}

export interface KillAnswer {
  /** `alreadyStands`: the episode was killed before, nothing was changed. */
  outcome: 'killed' | 'alreadyStands'
  kill: KillView
  /** The project's revision after it. */
  revision: Revision
}

export interface RestoreAnswer {
  kill: KillView
  revision: Revision
  /** For each flag of the kill: ids of the kills that still hold it. Empty = it is no longer killed. */
  stillHeld: { [flag: string]: string[] }
}

/** What a kill would do, before it is done. */
export interface KillPreview {
  /** What each flag would serve. */
  serves: Kill['serves']
  /** Flags that turn off because one of the killed flags, or one that turned off before them, is their prerequisite. */
  turnOff: { flag: string; serves: string | null; because: { flag: string; accepted: string[] } }[]
  /** Flags and segments with rules that ask for one of these flags: they may answer otherwise. */
  mayChange: string[]
  /** Flags of the target that are killed already, with the ids. */
  alreadyKilled: { [flag: string]: string[] }
  /** Running releases that end with it. */
  releases: string[]
}

export interface KillFilter {
  flag?: string | undefined
  /** `standing` where it is left out. */
  state?: 'standing' | 'lifted' | 'all' | undefined
}

/** What came of a kill that an SDK brought back. */
export type Adoption =
  | { type: 'adopted'; killId: string; revision: Revision }
  /** It stands, or another kill of its episode does. */
  | { type: 'stands'; killId: string }
  /** It, or its episode, was restored: the SDK is to drop it. */
  | { type: 'lifted'; killId: string }
  /** Drills are never adopted. */
  | { type: 'drill'; killId: string }

export interface KillsService {
  /**
   * Kills flags in one environment, at once: waits for no edit, asks for no ETag, lands also on a full disk. All flags
   * of the target or none.
   *
   * @throws RefusedError `not-found` (project, environment, one of the flags, the release), `nothing-to-kill` (empty
   * target, a release that serves nothing),
   * `kill-restored` (the episode was killed and restored: 409), `kill-of-other-flags` (the episode
   * killed others: 409), `invalid` (a variant that a flag does not have, too many flags)
   */
  kill(project: string, environment: string, request: KillRequest, by: Command): Promise<KillAnswer>
  /** A rehearsal: a kill that ends by itself. @throws as `kill` */
  drill(project: string, environment: string, request: DrillRequest, by: Command): Promise<KillAnswer>
  /** What `kill` would do. Changes nothing. @throws as `kill` */
  preview(project: string, environment: string, request: KillRequest): Promise<KillPreview>
  /**
   * Removes exactly the cited kill. Asks for a reason.
   *
   * @throws RefusedError `not-found`, `kill-restored` (it was lifted before), `invalid` (no reason)
   */
  restore(project: string, environment: string, killId: string, by: Command): Promise<RestoreAnswer>
  /**
   * Takes back a kill by hand as if it had not been, for whoever has made it, within a minute.
   *
   * @throws RefusedError `not-found`, `kill-restored` (it was lifted before), `kill-not-undone`
   */
  undo(project: string, environment: string, killId: string, by: Command): Promise<RestoreAnswer>
  /** Ends a drill; one that has ended is no error. @throws RefusedError `not-found`, `invalid` (no drill) */
  endDrill(project: string, environment: string, killId: string, by: Command): Promise<RestoreAnswer>
  /** @throws RefusedError `not-found` */
  read(project: string, environment: string, killId: string): Promise<KillView>
  /** Newest first commit first. @throws RefusedError `not-found`, `invalid` (cursor) */
  list(project: string, environment: string, filter: KillFilter, page: PageRequest): Promise<Page<KillView>>
  /**
   * Takes back a kill that an SDK holds and the log does not know. The caller has checked its MAC. Keeps killId, actor
   * and first commit; its cause becomes `recovered`.
   *
   * @throws RefusedError `not-found` (environment)
   */
  adopt(environmentId: string, kill: Kill): Promise<Adoption>
  /** Keeps for a person a kill whose MAC can't be checked. The first one of a killId stands. */
  wait(environmentId: string, kill: Kill, broughtBy: string): Promise<void>
  /** Kills that wait for a person, oldest first. @throws RefusedError `not-found` */
  waiting(project: string, environment: string): Promise<WaitingKill[]>
  /**
   * A person's word on a kill that waits: adopt or dismiss it.
   *
   * @throws RefusedError `not-found`, `kill-settled` (somebody was first)
   */
  settle(
    project: string,
    environment: string,
    killId: string,
    as: 'adopted' | 'dismissed',
    by: Command,
  ): Promise<Adoption | { type: 'dismissed'; killId: string }>
  /** Drills that stand, in every environment of every project: for whoever ends them when their time is over. */
  runningDrills(): Promise<{ project: string; environment: string; kill: KillView }[]>
}
