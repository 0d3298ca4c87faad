import type { Actor, ReleaseTemplate } from '@ripcord/model'

/** From where alerts or deployments of one environment are delivered, with its credential. */
export interface IntakeSource {
  id: string
  environmentId: string
  project: string
  environment: string
  kind: 'alerts' | 'deployments'
  /** Its format, as in the URL. */
  sender: string
  name: string
  /** How it proves itself. */
  auth: string
  /** SHA-256, hex; or sealed, base64, where it must be read again; null where its proof needs none. */
  secret: string | null
  /** Which releases of its environment it may touch, at most. */
  scope: SourceScope
  /** Label name → JSON Pointer into the body, or a fixed text. */
  labels: { readonly [label: string]: string }
  allowedTopics: readonly string[]
  /** Null unless its kind is `deployments`. */
  deployments: DeploymentSource | null
  createdAt: string
  createdBy: Actor
  lastUsedAt: string | null
  revokedAt: string | null
}

/** What a source of deployments means by what it says. */
export interface DeploymentSource {
  /** How its sender calls the environment; as its key where there are none. */
  environments: readonly string[]
  /** What is made of a build that no release is of; null: nothing. */
  releaseFile: ReleaseTemplate | null
}

/** Null: not narrowed by this. */
export interface SourceScope {
  /** How keys of its releases begin. */
  releases: string | null
  /** A service that its releases name. */
  service: string | null
}

/** From firing to resolved: one of an alert's, as one source told it. Times in epoch milliseconds, the server's. */
export interface Episode {
  sourceId: string
  /** Tells it from all others of its source. */
  episode: string
  environmentId: string
  state: 'firing' | 'nodata' | 'error' | 'resolved'
  receivedAt: number
  endedAt: number | null
  alert: EpisodeAlert
  /** Empty: nobody's, and in the inbox. */
  matches: readonly EpisodeMatch[]
  /** What is odd about it: sentences. */
  warnings: readonly string[]
}

/** What is kept of an alert. */
export interface EpisodeAlert {
  sender: string
  /** The sender's time. */
  startsAt: number | null
  severity: string | null
  labels: { readonly [name: string]: string }
  annotations: { readonly [name: string]: string }
  value: string | null
  url: string | null
}

/** A check of a running release that an episode is about. */
export interface EpisodeMatch {
  release: string
  generation: number
  check: string
  /** `recorded`: it is written down, and neither kills nor holds. */
  effect: 'fails' | 'holds' | 'recorded'
  because: string
  /** Other running releases that it matches, the newest first: offered when this one is dead and it still fires. */
  next: readonly string[]
}

export interface EpisodeFilter {
  /** Those that nothing matched, or those that something did; all where left out. */
  unmatched?: boolean | undefined
  limit: number
}

/** Sources, and the episodes that they told of. */
export interface IntakeStore {
  createSource(source: IntakeSource): Promise<void>
  source(id: string): Promise<IntakeSource | undefined>
  /** In order of creation, revoked ones included. */
  sources(environmentId: string): Promise<IntakeSource[]>
  /** The first word stands. */
  revokeSource(id: string, at: string): Promise<void>
  touchSource(id: string, at: string): Promise<void>
  /** All or none. One that is there becomes this; its key, source and environment stay. */
  putEpisodes(episodes: readonly Episode[]): Promise<void>
  episode(sourceId: string, episode: string): Promise<Episode | undefined>
  /** Those that are not resolved and fail or hold a release, in order of receipt. */
  openEpisodes(): Promise<Episode[]>
  /** Those of a source that are not resolved and whose keys begin like this, in order of receipt. */
  openOfSeries(sourceId: string, series: string): Promise<Episode[]>
  /** The newest first. */
  episodes(environmentId: string, filter: EpisodeFilter): Promise<Episode[]>
  /** Removes those received before, and of each environment all but the newest so many that nothing matched. */
  pruneEpisodes(receivedBefore: number, mostUnmatched: number): Promise<void>
}
