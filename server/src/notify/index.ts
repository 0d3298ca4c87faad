import type { Change, News, Revision } from '@ripcord/model'
import { notFound, RefusedError } from '../errors.js'
import { everyUnref } from '../every-unref.js'
import type { DeliveryState, Storage, StoredChannel, StoredDelivery } from '../storage/storage.js'
import type { Channels } from './channels-service.js'
import { createDeliver, type DeliverDeps } from './deliver.js'
import { newsOfChange } from './news-of-change.js'
import { deliveryOf, hears, hearsOfKills } from './who-hears.js'

/*
 * Who is told of what. Nothing that was committed is lost by a crash, and what was told twice has one id.
 *
 *   news-of-change.ts    what a change of the log is to people      news-of-guard.ts   what is in no log
 *   who-hears.ts   which channel wants it
 *   channels-service.ts  channels and their sealed secrets          channels/      one file a way of telling
 *   deliver.ts           one try, and what comes of it              backoff.ts     when the next one is
 *
 * The outbox follows the log: new deliveries and the position are one transaction. Each channel is told one thing at a
 * time, and waits for no other channel.
 */

export interface NotifyDeps extends Omit<DeliverDeps, 'store' | 'channels'> {
  storage: Pick<Storage, 'changes' | 'projects' | 'notify'>
  channels: Channels
  every?: ((ms: number, work: () => void) => () => void) | undefined
}

export interface NotifyNumbers {
  pending: number
  dead: number
  delivered: number
  tries: number
  failedTries: number
}

export interface Notify {
  /** Takes up what the log has gained, then follows it. */
  start(): Promise<void>
  /** Tells what is in no log; with `of` once. Never rejects. */
  tell(news: News, of: string): Promise<void>
  /** Tells every project something. Never rejects. */
  tellAll(newsFor: (project: string) => News, of: string): Promise<void>
  /** Sends one thing to a channel now, whether it is enabled or not. @throws RefusedError `not-found` */
  test(project: string, channel: string, news: News): Promise<StoredDelivery>
  /** The newest first. */
  deliveries(
    project: string,
    filter: { channel?: string | undefined; state?: DeliveryState | undefined; limit: number },
  ): Promise<StoredDelivery[]>
  /** @throws RefusedError `not-found`, `invalid` where its channel is disabled or it still waits */
  resend(project: string, delivery: string): Promise<StoredDelivery>
  /** Names of the channels that would be told of a kill. */
  toldOfKills(project: string, environment: string, release: string): Promise<string[]>
  /** What is due. Never rejects; does not wait for receivers. */
  tick(): Promise<void>
  /** Nothing is under way any more. */
  settled(): Promise<void>
  numbers(): NotifyNumbers
  close(): Promise<void>
}

const tickMs = 1_000
const hourMs = 3_600_000
const batch = 200
/** Changes that a restart may read again, of which nobody was to be told. */
const mostUnwritten = 100
/** What has ended is listed for so long. */
const keptMs = 14 * 24 * hourMs
/** Of one channel. What comes beyond it is given up at once; it is listed, and can be sent again. */
const mostWaiting = 10_000
/** At the end of the process what is under way has so long. */
const closeMs = 1_000

export function createNotify(deps: NotifyDeps): Notify {
  const { storage, clock, log, every = everyUnref } = deps
  const store = storage.notify
  const deliver = createDeliver({ ...deps, store })
  const numbers: NotifyNumbers = { pending: 0, dead: 0, delivered: 0, tries: 0, failedTries: 0 }
  /** Revisions, by project. */
  const followed = new Map<string, { read: Revision; written: Revision }>()
  const busy = new Map<string, Promise<void>>()
  const endings: (() => void)[] = []
  let underWay: Promise<void> = Promise.resolve()
  let isClosed = false

  /** One after the other, and never rejects. */
  function inTurn(what: string, work: () => Promise<void>): Promise<void> {
    underWay = underWay.then(work).catch((error: unknown) => {
      log.error({ err: error }, `${what}: it is tried again`)
    })
    return underWay
  }

  async function follow(): Promise<void> {
    for (const { key } of await storage.projects.list()) {
      let position = followed.get(key)?.read ?? (await store.position(key))
      for (;;) {
        const changes = await storage.changes.changesAfter(key, position, batch)
        const last = changes.at(-1)
        if (last === undefined) break
        await takeUp(key, changes, last.revision)
        position = last.revision
      }
    }
    await look()
  }

  /** Where nobody is told anything the position is written now and then: every commit has enough to write. */
  async function takeUp(project: string, changes: readonly Change[], revision: Revision): Promise<void> {
    const deliveries = await deliveriesOf(project, changes)
    const written = followed.get(project)?.written ?? (await store.position(project))
    const isDue = deliveries.length > 0 || revision - written >= mostUnwritten
    if (isDue) await store.follow(project, revision, deliveries)
    followed.set(project, { read: revision, written: isDue ? revision : written })
  }

  async function deliveriesOf(project: string, changes: readonly Change[]): Promise<StoredDelivery[]> {
    const enabled = (await store.channels(project)).filter((one) => one.enabled)
    if (enabled.length === 0) return []
    const room = await roomOf(enabled)
    const now = clock.now().getTime()
    return changes.flatMap((change) =>
      newsOfChange(project, change).flatMap((news, index) =>
        enabled
          .filter((channel) => channel.since <= change.at && hears(channel.filter, news))
          .map((channel) =>
            room(deliveryOf(channel, news, `${change.epoch} ${change.revision} ${index}`, now)),
          ),
      ),
    )
  }

  async function add(news: News, of: string): Promise<void> {
    const hearing = (await store.channels(news.project)).filter(
      ({ enabled, filter }) => enabled && hears(filter, news),
    )
    await store.add(hearing.map((one) => deliveryOf(one, news, of, clock.now().getTime())))
  }

  async function roomOf(enabled: readonly StoredChannel[]) {
    const waiting = new Map<string, number>()
    for (const { id } of enabled) waiting.set(id, await store.waiting(id))
    return (delivery: StoredDelivery): StoredDelivery => {
      const count = (waiting.get(delivery.channelId) ?? 0) + 1
      waiting.set(delivery.channelId, count)
      if (count <= mostWaiting) return delivery
      const last = `${mostWaiting} others waited already.`
      return { ...delivery, state: 'dead', endedAt: delivery.createdAt, last }
    }
  }

  /** Begins what is due, one a channel. */
  async function look(): Promise<void> {
    if (isClosed) return
    for (const delivery of await store.due(clock.now().getTime())) begin(delivery)
    const { pending, dead } = await store.counts()
    Object.assign(numbers, { pending, dead })
  }

  function begin(delivery: StoredDelivery): void {
    const { channelId } = delivery
    if (busy.has(channelId) || isClosed) return
    const work = send(delivery)
      .catch((error: unknown) => {
        log.error({ channel: channelId, err: error }, 'what came of a delivery could not be kept')
      })
      .finally(() => {
        busy.delete(channelId)
        if (!isClosed) void inTurn('deliveries could not be read', look)
      })
    busy.set(channelId, work)
  }

  async function send(delivery: StoredDelivery): Promise<void> {
    const channel = await store.channel(delivery.channelId)
    if (channel === undefined) return
    count(await deliver(channel, delivery))
  }

  function count({ state }: StoredDelivery): void {
    numbers.tries += 1
    if (state === 'delivered') numbers.delivered += 1
    else numbers.failedTries += 1
  }

  async function prune(): Promise<void> {
    await store.prune(clock.now().getTime() - keptMs)
  }

  async function find(project: string, id: string): Promise<StoredChannel> {
    const channel = await store.channel(id)
    if (channel?.project !== project) throw notFound('channel', id)
    return channel
  }

  return {
    async start() {
      await inTurn('the outbox could not be filled', follow)
      endings.push(
        storage.changes.onCommit(() => void inTurn('the outbox could not be filled', follow)),
        every(tickMs, () => void inTurn('deliveries could not be read', look)),
        every(hourMs, () => void inTurn('old deliveries could not be removed', prune)),
      )
    },
    tell: (news, of) =>
      inTurn('something could not be told', async () => {
        await add(news, of)
        await look()
      }),
    tellAll: (newsFor, of) =>
      inTurn('something could not be told', async () => {
        for (const { key } of await storage.projects.list()) await add(newsFor(key), of)
        await look()
      }),
    async test(project, id, news) {
      const channel = await find(project, id)
      const now = clock.now().getTime()
      const delivery = deliveryOf(channel, news, `${now} ${Math.trunc(clock.monotonic())}`, now)
      // Tried once, by the one who waits: nobody wants a test that comes in the night.
      await store.add([{ ...delivery, state: 'dead', endedAt: now }])
      const told = await deliver(channel, { ...delivery, createdAt: 0 })
      count(told)
      return { ...told, createdAt: now }
    },
    deliveries: (project, filter) => store.deliveries(project, filter),
    async resend(project, id) {
      const delivery = await store.delivery(project, id)
      if (delivery === undefined) throw notFound('delivery', id)
      const channel = await find(project, delivery.channelId)
      if (!channel.enabled)
        throw new RefusedError('invalid', `The channel ${channel.name} is disabled: enable it first.`)
      const again = { ...delivery, state: 'pending' as const, nextAt: clock.now().getTime(), endedAt: null }
      await store.put(again)
      await inTurn('deliveries could not be read', look)
      return again
    },
    toldOfKills: async (project, environment, release) =>
      (await store.channels(project))
        .filter(({ enabled, filter }) => enabled && hearsOfKills(filter, environment, release))
        .map(({ name }) => name),
    tick: () => inTurn('deliveries could not be read', look),
    async settled() {
      let seen: Promise<void>
      do {
        seen = underWay
        await seen
        await Promise.all(busy.values())
        // What has ended looks for what comes next.
      } while (busy.size > 0 || seen !== underWay)
    },
    numbers: () => ({ ...numbers }),
    async close() {
      for (const end of endings.splice(0)) end()
      isClosed = true
      await underWay
      // What is cut off here is tried again after the start.
      await Promise.race([Promise.all(busy.values()), new Promise((end) => setTimeout(end, closeMs).unref())])
    },
  }
}
