import type { ChannelType, News, NewsFilter, Revision } from '@ripcord/model'

/** Where news of a project are told, with its sealed secret. */
export interface StoredChannel {
  id: string
  project: string
  name: string
  type: ChannelType
  /** Addresses, or the URL as far as it is no secret. */
  to: string
  filter: NewsFilter
  enabled: boolean
  disabledBecause: string | null
  createdAt: string
  /** It is told of what came after: it was made then, or enabled, or began to listen to something else. */
  since: string
  /** Sealed; what it leads to, and the secret that signs. */
  box: Uint8Array
}

/** `dead`: given up; it can be sent again. */
export const deliveryStates = ['pending', 'delivered', 'dead'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** One piece of news for one channel. */
export interface StoredDelivery {
  id: string
  channelId: string
  project: string
  news: News
  state: DeliveryState
  attempts: number
  /** Epoch milliseconds. */
  createdAt: number
  /** When it is tried next, epoch milliseconds. */
  nextAt: number
  /** When it was delivered or given up, epoch milliseconds. */
  endedAt: number | null
  /** What came of the last try. */
  last: string | null
}

export interface NotifyStore {
  /** Up to which revision a project's log was followed; 0 at first. */
  position(project: string): Promise<Revision>
  /** In one transaction: adds what is not there yet, and moves the position on. */
  follow(project: string, position: Revision, deliveries: readonly StoredDelivery[]): Promise<void>
  /** Adds what is not there yet. */
  add(deliveries: readonly StoredDelivery[]): Promise<void>
  /** What has become of one. */
  put(delivery: StoredDelivery): Promise<void>
  delivery(project: string, id: string): Promise<StoredDelivery | undefined>
  /** The newest first. */
  deliveries(
    project: string,
    filter: { channel?: string | undefined; state?: DeliveryState | undefined; limit: number },
  ): Promise<StoredDelivery[]>
  /** The one that waits longest of each channel among those whose time has come, kills first. */
  due(now: number): Promise<StoredDelivery[]>
  /** Nothing of a channel is tried before then. */
  postpone(channelId: string, until: number): Promise<void>
  /** Gives up whatever waits for a channel. */
  giveUp(channelId: string, now: number, because: string): Promise<void>
  counts(): Promise<{ [S in DeliveryState]: number }>
  /** How many wait for a channel. */
  waiting(channelId: string): Promise<number>
  /** Throws away what ended before. */
  prune(before: number): Promise<void>
  /** In place of what stood. */
  putChannel(channel: StoredChannel): Promise<void>
  /** With all of its deliveries. */
  removeChannel(id: string): Promise<void>
  channel(id: string): Promise<StoredChannel | undefined>
  /** In the order in which they were made. */
  channels(project: string): Promise<StoredChannel[]>
}
