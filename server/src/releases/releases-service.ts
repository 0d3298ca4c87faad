import type {
  Check,
  Problem,
  Recovery,
  Release,
  ReleaseFile,
  ReleaseHold,
  ReleaseStatus,
  Revision,
} from '@ripcord/model'
import type { Command, Page, PageRequest } from '../changes/command.js'

/** A release as it is answered. */
export type ReleaseView = Release & {
  environment: string
  /** Of the last change that touched it. */
  revision: Revision
}

/** One thing that a look before the start has found. */
export interface Finding {
  /** A stable word for programs. */
  code: string
  /** What was seen, and what to do. */
  message: string
  flag?: string | undefined
  service?: string | undefined
  check?: string | undefined
}

/** What stands against a start, what holds the first stage, and what to know. */
export interface Preflight {
  release: string
  revision: Revision
  /** Whether nothing is refused, and nothing has to be confirmed. */
  mayStart: boolean
  refusals: Finding[]
  /** Checks that know nothing: a start that does not name them is refused. */
  confirms: Finding[]
  holds: Finding[]
  shows: Finding[]
}

export interface Applied {
  outcome: 'created' | 'updated' | 'unchanged'
  release: ReleaseView
}

export interface ReleaseFilter {
  status?: ReleaseStatus | undefined
  flag?: string | undefined
}

/** Where a release's verdict stands: at its end it is healthy or not, and until then nobody knows. */
export type VerdictAnswer =
  | { type: 'healthy'; release: ReleaseView }
  | { type: 'notYet'; release: ReleaseView }
  | { type: 'failed'; release: ReleaseView }

export interface WaitOptions {
  /** How long to wait for a verdict, milliseconds. */
  waitMs: number
  /** Ends the wait early, with what is known by then. */
  signal: AbortSignal
}

export interface Advance {
  /** The stage that the caller has seen; one that it has left already is left as it is. */
  from?: number | undefined
}

export interface Start {
  /** Ids of checks that know nothing, with which it is started all the same. */
  confirm?: readonly string[] | undefined
}

/** `manual` where no reason is given. */
export interface HoldRequest {
  reason?: ReleaseHold['reason'] | undefined
  because: string
}

/**
 * Releases of one environment. Every step is one change; a step that a release's status does not allow is refused with
 * `release-state`, one under a hold with `release-held`.
 */
export interface ReleasesService {
  /**
   * Makes the release what the file says. The same file again changes nothing, whatever has become of the release.
   *
   * @throws RefusedError `not-found` (project, environment), `invalid` (unknown flag, variant or segment, another
   * environment's file, stages that fall …), `release-state` (it differs, and was started)
   */
  apply(project: string, environment: string, key: string, file: ReleaseFile, by: Command): Promise<Applied>
  /** @throws RefusedError `not-found` */
  read(project: string, environment: string, key: string): Promise<ReleaseView>
  /** In order of key. @throws RefusedError `not-found`, `invalid` (cursor) */
  list(
    project: string,
    environment: string,
    filter: ReleaseFilter,
    page: PageRequest,
  ): Promise<Page<ReleaseView>>
  /** What `start` would find. Changes nothing. @throws RefusedError `not-found` */
  preflight(project: string, environment: string, key: string): Promise<Preflight>
  /**
   * The first stage of a new generation. Its checks are asked first.
   *
   * @throws RefusedError `not-found`, `release-not-ready` (preflight refuses, or a check that knows nothing is not
   * confirmed)
   */
  start(project: string, environment: string, key: string, start: Start, by: Command): Promise<ReleaseView>
  /** The same, where it was never started, with no check confirmed. @throws RefusedError `release-state` as well */
  startDraft(project: string, environment: string, key: string, by: Command): Promise<ReleaseView>
  advance(
    project: string,
    environment: string,
    key: string,
    advance: Advance,
    by: Command,
  ): Promise<ReleaseView>
  hold(
    project: string,
    environment: string,
    key: string,
    hold: HoldRequest,
    by: Command,
  ): Promise<ReleaseView>
  /** Takes away every hold, or those for some reasons, and a suspension with them. */
  resume(
    project: string,
    environment: string,
    key: string,
    reasons: readonly ReleaseHold['reason'][] | undefined,
    by: Command,
  ): Promise<ReleaseView>
  /** The guard leaves it alone until then, and takes it up again by itself. */
  suspend(project: string, environment: string, key: string, until: string, by: Command): Promise<ReleaseView>
  /** The old default outcomes are back, without a latch. */
  abort(project: string, environment: string, key: string, by: Command): Promise<ReleaseView>
  /** The outgoing variants become the default outcomes. `verdict` is the guard's; a person proves nothing. */
  complete(
    project: string,
    environment: string,
    key: string,
    verdict: NonNullable<Release['verdict']>,
    by: Command,
  ): Promise<ReleaseView>
  /** Whether the kill that ended a run has helped; said once. One that runs anew or was never killed stays as it is. */
  settleRecovery(
    project: string,
    environment: string,
    key: string,
    recovery: { generation: number; state: Exclude<Recovery, 'pending'> },
    by: Command,
  ): Promise<ReleaseView>
  /**
   * Ends what runs and has only killed flags: a log from a backup knows of the kills that were carried into it, and not
   * of what they did to releases. For the start of the server.
   */
  endKilled(): Promise<void>
  /** Answers as soon as there is a verdict, or when the time is over. @throws RefusedError `not-found` */
  verdict(project: string, environment: string, key: string, options: WaitOptions): Promise<VerdictAnswer>
}

/** What a release asks of the rest of the server. */
export interface Surroundings {
  instances(environmentId: string): Promise<readonly ConnectedInstance[]>
  /** Whether a service has evaluated one of the flags of late. */
  evaluates(environmentId: string, service: string, flags: readonly string[]): boolean
  /** Flags beyond a release's own that turn off with it, through their prerequisites. */
  turnOff(
    project: string,
    environment: string,
    flags: readonly string[],
  ): Promise<readonly { flag: string; because: { flag: string } }[]>
  /** Names of the channels that would be told of a kill. */
  toldOfKills(project: string, environment: string, release: string): Promise<readonly string[]>
  /** What would keep checks from being asked. */
  checkProblems(project: string, checks: readonly Check[]): Promise<readonly Problem[]>
  /** Asks those that can be asked, once. */
  askChecks(checks: readonly Check[], at: AskedAt): Promise<readonly AskedCheck[]>
  /** How a service's requests do of late; undefined where nothing is known. */
  usualTraffic(environmentId: string, service: string): UsualTraffic | undefined
  /** Of the release's last run; undefined where it never ran, or nothing is known of it any more. */
  lastRun(environmentId: string, release: string): Promise<LastRun | undefined>
}

export interface AskedAt {
  project: string
  environment: string
  environmentId: string
  release: string
  services: readonly { readonly name: string; readonly version?: string | undefined }[]
}

/** What a check said before the start: `red` would fail a release, `unknown` could not stop one. */
export interface AskedCheck {
  check: Check
  says: 'good' | 'red' | 'unknown'
  because: string
}

/** A service's requests of the last minutes. */
export interface UsualTraffic {
  requests: number
  errors: number
  /** The rate of errors that is no news. */
  errorRate: number
  /** What 99 % of requests took at most (95 % where they were few); null where they were too few. */
  latencyMs: number | null
  /** Counts by the index of the fixed logarithmic histogram. */
  latency: ReadonlyMap<number, number>
}

/** Requests of a run, by whether their context had something to split by. */
export interface LastRun {
  assigned: number
  unassigned: number
}

export interface ConnectedInstance {
  service: string
  version: string
  connected: boolean
}

/** Where neither the release nor its services say what to watch. */
export const defaultChecks: readonly Check[] = [
  { id: 'errors', type: 'sdk-outcomes' },
  { id: 'alerts', type: 'alert', match: ['release="$release"'] },
]
