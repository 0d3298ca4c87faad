import { dataOf, type Telling } from '../words.js'
import type { Secret, Sending, Told } from './channel.js'
import { post } from './post.js'
import { signed } from './webhook.js'

const contentType = 'application/cloudevents+json; charset=utf-8'
const cdEventsVersion = '0.4.1'
const rolledBack = 'dev.cdevents.service.rolledback.0.2.0'

/**
 * CloudEvents 1.0, structured: one of ours, and where a kill ended a release one of CDEvents for each of its services.
 * Each has an id that stays the same, so that those that came before a later one failed are known when they come again.
 */
export async function tellCloudEvents(
  telling: Telling,
  { url, secret }: Extract<Secret, { secret: string }>,
  sending: Sending,
): Promise<Told> {
  let told: Told = { type: 'failed', because: 'There was nothing to send.' }
  for (const { id, event } of eventsOf(telling)) {
    const body = JSON.stringify(event)
    const headers = signed(contentType, { telling: { ...telling, id }, secret, sending, body })
    told = await post(sending, { url, body, headers })
    if (told.type !== 'delivered') return told
  }
  return told
}

function eventsOf(telling: Telling): { id: string; event: object }[] {
  const { id, news } = telling
  const services = news.type === 'kill.committed' ? news.services : []
  return [
    { id, event: ours(telling) },
    ...services.map((service, at) => {
      const ofService = `${id}-${at + 1}`
      return { id: ofService, event: rolledBackEvent(telling, ofService, service) }
    }),
  ]
}

function ours(telling: Telling) {
  const { id, source, news } = telling
  const subject = [news.environment, ...news.releases].filter((part) => part !== null).join('/')
  return {
    specversion: '1.0',
    id,
    source,
    type: `dev.ripcord.${news.type}`,
    time: news.at,
    ...(subject !== '' && { subject }),
    datacontenttype: 'application/json',
    data: dataOf(telling),
  }
}

/** The artifact is the one that goes back, as far as the release names its version. */
function rolledBackEvent(
  { source, news }: Telling,
  id: string,
  { name, version }: { name: string; version: string | null },
) {
  const artifact = `pkg:generic/${encodeURIComponent(name)}`
  const event = {
    context: { version: cdEventsVersion, id, source, type: rolledBack, timestamp: news.at },
    subject: {
      id: name,
      source,
      type: 'service',
      content: {
        environment: { id: news.environment ?? '', source },
        artifactId: version === null ? artifact : `${artifact}@${encodeURIComponent(version)}`,
      },
    },
  }
  return {
    specversion: '1.0',
    id,
    source,
    type: rolledBack,
    time: news.at,
    subject: name,
    datacontenttype: 'application/json',
    data: event,
  }
}
