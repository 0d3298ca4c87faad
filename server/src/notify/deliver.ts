import type { Clock } from '../clock.js'
import type { NotifyStore, StoredChannel, StoredDelivery } from '../storage/storage.js'
import { backoffMs, giveUpAfterMs } from './backoff.js'
import type { Sending, Told } from './channels/channel.js'
import { tell } from './channels/tell.js'
import type { Channels } from './channels-service.js'
import type { Reached, Telling } from './words.js'

export interface DeliverDeps {
  store: NotifyStore
  channels: Pick<Channels, 'open' | 'disable'>
  clock: Clock
  random: () => number
  request: Sending['request']
  mail: Sending['mail']
  /** How far a kill has come; undefined where that is not known. */
  reached: (project: string, environment: string, killId: string) => Promise<Reached | undefined>
  publicUrl: string | null
  log: {
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
}

/** Tries one delivery once, and writes down what came of it. Answers how it stands then. */
export function createDeliver(deps: DeliverDeps) {
  const { store, channels, clock, random, log } = deps

  async function tellingOf({ id, news }: StoredDelivery): Promise<Telling> {
    const { project, environment, killId } = news
    const base = deps.publicUrl
    return {
      id,
      news,
      reached: (environment && killId && (await deps.reached(project, environment, killId))) || null,
      link: base === null ? null : linkOf(base, news),
      source: `${base ?? 'urn:ripcord'}${base === null ? ':' : '/projects/'}${project}`,
    }
  }

  async function tryOnce(channel: StoredChannel, delivery: StoredDelivery): Promise<Told> {
    try {
      const telling = await tellingOf(delivery)
      const sending = { request: deps.request, mail: deps.mail, now: clock.now().getTime() }
      return await tell(telling, channels.open(channel), sending)
    } catch (error) {
      const { id, channelId } = delivery
      log.error({ delivery: id, channel: channelId, err: error }, 'a delivery could not be sent')
      return { type: 'failed', because: 'Ripcord could not send it: its log says why.' }
    }
  }

  return async (channel: StoredChannel, delivery: StoredDelivery): Promise<StoredDelivery> => {
    const told = await tryOnce(channel, delivery)
    const now = clock.now().getTime()
    const after = { ...delivery, attempts: delivery.attempts + 1, last: told.because }
    const ended = (state: 'delivered' | 'dead') => ({ ...after, state, endedAt: now })
    const where = { project: channel.project, channel: channel.id, delivery: delivery.id }
    switch (told.type) {
      case 'delivered':
        return keep(ended('delivered'))
      case 'gone':
        log.warn(where, `The channel ${channel.name} is disabled: its receiver is gone for good`)
        await channels.disable(channel, 'Its receiver is gone for good (410).')
        return keep(ended('dead'))
      case 'failed': {
        if (now - delivery.createdAt >= giveUpAfterMs) {
          log.warn(where, `Something was not told to ${channel.name} and is given up: ${told.because}`)
          return keep(ended('dead'))
        }
        const nextAt = now + (told.afterMs ?? backoffMs(after.attempts, random()))
        if (told.afterMs !== undefined) await store.postpone(channel.id, nextAt)
        return keep({ ...after, nextAt })
      }
    }
  }

  async function keep(delivery: StoredDelivery): Promise<StoredDelivery> {
    await store.put(delivery)
    return delivery
  }
}

/** What a person reads next, by the API: of a kill its incident, of a release itself. */
function linkOf(base: string, { project, environment, killId, releases }: Telling['news']): string {
  const place = `${base}/api/v1/projects/${project}`
  if (environment === null) return place
  const inside = `${place}/environments/${environment}`
  if (killId !== null) return `${inside}/incidents/${encodeURIComponent(killId)}`
  return releases[0] === undefined ? inside : `${inside}/releases/${releases[0]}`
}
