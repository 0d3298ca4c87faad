import { createHash } from 'node:crypto'
import type { News, NewsFilter } from '@ripcord/model'
import type { StoredChannel, StoredDelivery } from '../storage/storage.js'

/** Whether a channel wants to be told. */
export function hears({ events, environments, releases }: NewsFilter, news: News): boolean {
  if (events === null ? news.type === 'change' : !events.some((one) => one === news.type)) return false
  if (environments !== null && news.environment !== null && !environments.includes(news.environment))
    return false
  // A guard that does not look looks at no release.
  if (releases === null || news.type === 'guard.blind') return true
  return news.releases.some((key) => key.startsWith(releases))
}

/** Whether a kill in an environment would be told, of whatever release. */
export function hearsOfKills(filter: NewsFilter, environment: string, release: string): boolean {
  const { events, environments, releases } = filter
  return (
    (events?.includes('kill.committed') ?? true) &&
    (environments?.includes(environment) ?? true) &&
    (releases === null || release.startsWith(releases))
  )
}

/** The same news for the same channel have the same id, however often they are found. `of`: what makes them these. */
export function deliveryOf(channel: StoredChannel, news: News, of: string, now: number): StoredDelivery {
  const id = createHash('sha256')
    .update(JSON.stringify([channel.id, news.project, news.type, of]))
    .digest('base64url')
    .slice(0, 32)
  return {
    id: `msg_${id}`,
    channelId: channel.id,
    project: news.project,
    news,
    state: 'pending',
    attempts: 0,
    createdAt: now,
    nextAt: now,
    endedAt: null,
    last: null,
  }
}
