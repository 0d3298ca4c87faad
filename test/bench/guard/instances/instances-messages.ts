export interface InstancesSettings {
  /** So many SDK clients in the process, the first of which is the `first` of all. */
  count: number
  first: number
  serverUrl: string
  sdkKey: string
  /** Instances take turns in being one of these; each service asks the flag of its own place. */
  services: readonly string[]
  flagKeys: readonly string[]
}

/** Whether requests in the new path fail from now on. */
export interface ToInstances {
  type: 'serve'
  isFailing: boolean
}

export type FromInstances = { type: 'ready' } | { type: 'serving' }
