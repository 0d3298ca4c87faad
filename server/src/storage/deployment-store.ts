/** What a delivery says of a build: it is out, or on its way, or was taken back. */
export interface Deployment {
  sender: string
  /** The sender's, to be found there. */
  deliveryId: string | null
  /** `rolledback`: the build that it names is what runs again. `other`: neither out, nor failed, nor on its way. */
  status: 'started' | 'succeeded' | 'failed' | 'rolledback' | 'other'
  service: string | null
  version: string | null
  commit: string | null
  /** Of its image: `sha256:…`. */
  digest: string | null
  /** As the sender calls it. */
  environment: string | null
  /** Where a person reads more. */
  url: string | null
  /** The release that it names. */
  release: string | null
  /** The sender's time, epoch milliseconds. */
  at: number | null
}

/** What a deployment came to for one release. */
export interface DeploymentEffect {
  release: string
  /**
   * `created`: a draft. `deployed`: one of its services is there. `started`, `held`: what was done. `failed`: a draft that
   * is not started for now. `refused`: what was to be done and could not be.
   */
  effect: 'created' | 'deployed' | 'started' | 'held' | 'failed' | 'refused'
  because: string
}

/** A deployment as it was received. Times in epoch milliseconds, the server's. */
export interface DeploymentRow {
  sourceId: string
  /** Tells it from all others of its source. */
  id: string
  environmentId: string
  receivedAt: number
  deployment: Deployment
  /** Since when it holds: the sender's time, and never later than it was received. */
  since: number
  /** Whether it says what its service runs in this environment. */
  counts: boolean
  /** Why little or nothing came of it: sentences. */
  warnings: readonly string[]
  /** Null until all was done that follows from it. */
  effects: readonly DeploymentEffect[] | null
}

/** What was said of deployments; a source says each once. */
export interface DeploymentStore {
  /** One that is there stays as it is. */
  put(row: DeploymentRow): Promise<void>
  settle(sourceId: string, id: string, effects: readonly DeploymentEffect[]): Promise<void>
  get(sourceId: string, id: string): Promise<DeploymentRow | undefined>
  /** Of those that count the last for a service, by when it holds. */
  latest(environmentId: string, service: string): Promise<DeploymentRow | undefined>
  /** Of those that count and were received since, the ones that succeeded; at most a thousand, the newest first. */
  recent(receivedSince: number): Promise<DeploymentRow[]>
  /** The newest first. */
  list(environmentId: string, limit: number): Promise<DeploymentRow[]>
  /** Removes those received before, and of each environment all but the newest so many. */
  prune(receivedBefore: number, most: number): Promise<void>
}
