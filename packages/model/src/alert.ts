/** What an alert of whatever sender comes to. */
export interface Alert {
  /** The sender's format: `alertmanager`, `grafana` … */
  readonly sender: string
  /** Tells one delivery from its repetition, where the sender says. */
  readonly deliveryId: string | null
  /** Tells one episode (from firing to resolved) of one alert from all others of the same source. */
  readonly episode: string
  /**
   * What the keys of all its episodes begin with, where the sender's end of one does not say which: an end then ends all
   * that are open.
   */
  readonly series?: string
  /** The key says nothing of when the episode began: what fires again after its end is another one, of the same key. */
  readonly recurs?: boolean
  /** `nodata`, `error`: the sender could not measure; `info`: nothing that fires or ends. */
  readonly status: 'firing' | 'resolved' | 'nodata' | 'error' | 'info'
  /** The sender's time, epoch milliseconds; null where it says none. */
  readonly startsAt: number | null
  readonly endsAt: number | null
  readonly severity: string | null
  readonly labels: { readonly [name: string]: string }
  readonly annotations: { readonly [name: string]: string }
  readonly value: string | null
  /** Where a person can look. */
  readonly url: string | null
}
