import type { Alert } from '@ripcord/model'
import { z } from 'zod'
import { HttpError } from '../../http/http-error.js'
import { validate } from '../../http/validate.js'
import { alertFrom, compact, episodeOf, keyOf, labelMap, momentLike, optionalText } from './alert-fields.js'
import { mappedLabels } from './mapped-labels.js'
import type { Delivery, Sender, SourceMapping } from './sender.js'

const dataSchema = z.looseObject({
  status: z.enum(['firing', 'resolved', 'nodata', 'error', 'info']),
  dedupKey: z.string().min(1).nullish(),
  startsAt: momentLike,
  endsAt: momentLike,
  severity: optionalText,
  labels: labelMap,
  annotations: labelMap,
  value: optionalText,
  url: optionalText,
})

const eventSchema = z.looseObject({
  specversion: z.string().regex(/^1\.\d+$/, 'expected version 1.0 of CloudEvents'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: optionalText,
  time: momentLike,
  data: dataSchema,
})
type Event = z.output<typeof eventSchema>

const batchSchema = z.array(eventSchema).max(1_000)

/** CloudEvents 1.0, of any type, whose data is an alert of ours: docs/senders.md. */
export const cloudevents: Sender = {
  name: 'cloudevents',
  auth: ['bearer', 'basic', 'url-token'],
  read(delivery, body, mapping) {
    const events = eventsOf(delivery, body)
    const [only] = events
    return {
      alerts: events.map((event) => alertOf(event, mapping)),
      deliveryId: events.length === 1 && only !== undefined ? deliveryIdOf(only) : null,
    }
  },
}

/** Which of the three modes it is, its content type says; what it says nothing of is one event. */
function eventsOf(delivery: Delivery, body: unknown): readonly Event[] {
  const type = (delivery.header('content-type') ?? '').toLowerCase()
  if (type.startsWith('application/cloudevents-batch')) return validate(batchSchema, body, 'body')
  if (type.startsWith('application/cloudevents') || delivery.header('ce-specversion') === undefined)
    return [validate(eventSchema, body, 'body')]
  const names = ['specversion', 'id', 'source', 'type', 'subject', 'time']
  const attributes = names.map((name) => [name, decoded(delivery.header(`ce-${name}`))])
  return [validate(eventSchema, { ...Object.fromEntries(attributes), data: body }, 'body')]
}

/** What is not ASCII is percent-encoded in a header. */
function decoded(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  try {
    return decodeURIComponent(value)
  } catch {
    const message = `The header value ${JSON.stringify(value.slice(0, 100))} is not percent-encoded: encode it.`
    throw new HttpError(400, 'invalid-request', message)
  }
}

function alertOf(event: Event, mapping: SourceMapping): Alert {
  const { source, type, subject, data } = event
  const labels = { ...compact({ source, type, subject, ...releaseIn(subject) }), ...data.labels }
  // Without a key of its own an alert is told by its labels, and by who sends it.
  const fingerprint = data.dedupKey === null || data.dedupKey === undefined ? undefined : data.dedupKey
  const key = fingerprint === undefined ? episodeOf(undefined, data.labels, null) : fingerprint
  return alertFrom({
    sender: 'cloudevents',
    deliveryId: deliveryIdOf(event),
    episode: episodeOf(keyOf(source, key), {}, data.startsAt),
    recurs: data.startsAt === null,
    status: data.status,
    startsAt: data.startsAt ?? (data.status === 'resolved' ? null : event.time),
    endsAt: data.endsAt,
    severity: data.severity ?? data.labels['severity'] ?? null,
    labels: { ...labels, ...mappedLabels(mapping, event) },
    annotations: data.annotations,
    value: data.value,
    url: data.url,
  })
}

/** A subject such as `release/checkout-7` names what it is about. */
function releaseIn(subject: string | null): { release?: string } {
  const release = /^release\/([^/]+)$/.exec(subject ?? '')?.[1]
  return release === undefined ? {} : { release }
}

/** Only the two together are unique. */
function deliveryIdOf({ source, id }: Event): string {
  return `${source} ${id}`
}
