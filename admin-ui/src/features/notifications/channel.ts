import type { AnswerOf, operations } from '@ripcord/api'
import { plural } from '../../lib/format'

export type Channel = AnswerOf<typeof operations.getChannel>
export type Delivery = AnswerOf<typeof operations.testChannel>
export type Filter = Channel['filter']
export type News = NonNullable<Filter['events']>[number]

/** What a channel can be told, said to people. */
export const newsWords: Record<News, string> = {
  'kill.committed': 'a kill',
  'kill.restored': 'a restore',
  'kill.recovered': 'a kill has helped',
  'kill.ineffective': 'a kill has not helped',
  'release.started': 'a release starts',
  'release.advanced': 'a release advances',
  'release.held': 'a release is held',
  'release.resumed': 'a release goes on',
  'release.aborted': 'a release is aborted',
  'release.completed': 'a release is complete',
  'guard.would-have-killed': 'the guard would have killed',
  'guard.blind': 'the guard sees nothing',
  change: 'every change, one by one',
}

export const allNews = Object.keys(newsWords) as News[]
/** What a channel is told where nothing is chosen. */
export const usualNews = allNews.filter((news) => news !== 'change')

/** What a channel is told, in a few words. */
export function filterWords({ events, environments, releases }: Filter): string {
  const what =
    events === null
      ? 'all but single changes'
      : events.length > 3
        ? `${events.length} kinds of news`
        : events.map((news) => newsWords[news]).join(', ')
  const where = environments === null ? '' : ` in ${environments.join(', ')}`
  const which = releases === null ? '' : `, of releases ${releases}…`
  return `${what}${where}${which}`
}

/** All of it in one sentence: who is told, and what did not arrive. */
export function channelsSentence(
  channels: readonly Pick<Channel, 'enabled'>[],
  deliveries: readonly { state: Delivery['state']; news: { type: string } }[],
): string {
  const alive = channels.filter(({ enabled }) => enabled).length
  const meant = deliveries.filter(({ news }) => news.type !== 'test')
  const lost = meant.filter(({ state }) => state === 'dead').length
  const waiting = meant.filter(({ state }) => state === 'pending').length
  if (alive === 0) return 'Nobody is told what happens here.'
  const told = `${plural(alive, 'channel')} ${alive === 1 ? 'is' : 'are'} told what happens`
  if (lost > 0) return `${told}; ${plural(lost, 'message')} did not arrive.`
  if (waiting > 0) return `${told}; ${plural(waiting, 'message')} ${waiting === 1 ? 'waits' : 'wait'}.`
  return `${told}, and all of it arrived.`
}

/** The filter that is meant by what is chosen: everything chosen is the same as nothing. */
export function filterOf({
  events,
  environments,
  releases,
}: {
  events: readonly News[]
  environments: readonly string[]
  releases: string
}): Filter {
  const isUsual = events.length === usualNews.length && usualNews.every((news) => events.includes(news))
  return {
    events: isUsual || events.length === 0 ? null : allNews.filter((news) => events.includes(news)),
    environments: environments.length === 0 ? null : [...environments],
    releases: releases.trim() === '' ? null : releases.trim(),
  }
}
