export const customerHeader = 'x-customer'

export interface ChainSettings {
  readonly url: string
  readonly sdkKey: string
  readonly name: string
  readonly flagKey: string
  /** The service that it asks; undefined for the last. */
  readonly next?: string
}

/** What a service's flag answered within a request. */
export interface Answer {
  readonly service: string
  readonly value: boolean
  /** Since when this process held the kill as it asked, of the machine's monotonic clock; null where it did not. */
  readonly heldSince: number | null
}
