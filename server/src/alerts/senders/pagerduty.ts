import type { Alert } from '@ripcord/model'
import { z } from 'zod'
import { validate } from '../../http/validate.js'
import { alertFrom, compact, keyOf, momentLike, optionalText, textLike } from './alert-fields.js'
import { proveHmac } from './hmac.js'
import { mappedLabels } from './mapped-labels.js'
import type { Sender } from './sender.js'
import { labelsOfTags, splitTags } from './tags.js'

const reference = z.looseObject({ summary: optionalText }).nullish()

const incidentSchema = z.looseObject({
  id: z.string().min(1),
  html_url: optionalText,
  incident_key: optionalText,
  created_at: momentLike,
  title: optionalText,
  service: reference,
  priority: reference,
  urgency: optionalText,
  custom_fields: z
    .array(z.looseObject({ name: z.string(), value: z.union([textLike, z.unknown()]) }))
    .max(100)
    .nullish(),
})
type Incident = z.output<typeof incidentSchema>

const deliverySchema = z.looseObject({
  event: z.looseObject({
    id: optionalText,
    event_type: z.string(),
    occurred_at: momentLike,
    data: z.unknown(),
  }),
})
const incidentDeliverySchema = z.looseObject({ event: z.looseObject({ data: incidentSchema }) })

const signatureHeader = 'X-PagerDuty-Signature'

/** PagerDuty's webhooks, version 3: an incident each. */
export const pagerduty: Sender = {
  name: 'pagerduty',
  auth: ['hmac'],
  // While a secret is changed there is a signature by each.
  verify(delivery, { secret }) {
    const given = (delivery.header(signatureHeader) ?? '').split(',').map((each) => each.trim())
    const signatures = given.filter((each) => each.startsWith('v1=')).map((each) => each.slice(3))
    return proveHmac(signatureHeader, signatures, secret, delivery.bytes)
  },
  read(delivery, body, mapping) {
    const { event } = validate(deliverySchema, body, 'body')
    const deliveryId = delivery.header('X-Webhook-Id') ?? event.id
    const status = statuses.get(event.event_type)
    if (status === undefined) {
      const type = JSON.stringify(event.event_type.slice(0, 100))
      return { alerts: [], deliveryId, ignored: `The event ${type} neither fires nor ends.` }
    }
    const incident = validate(incidentDeliverySchema, body, 'body').event.data
    const isReopened = event.event_type === 'incident.reopened'
    const startsAt = isReopened ? event.occurred_at : (incident.created_at ?? event.occurred_at)
    const series = keyOf(incident.id)
    const alert = alertFrom({
      sender: 'pagerduty',
      deliveryId,
      episode: isReopened ? `${series}/${startsAt ?? event.id}` : `${series}/`,
      series,
      status,
      startsAt,
      endsAt: status === 'resolved' ? event.occurred_at : null,
      severity: incident.priority?.summary ?? incident.urgency,
      labels: { ...labelsOf(incident), ...mappedLabels(mapping, body) },
      annotations: compact({ summary: incident.title }),
      url: incident.html_url,
    })
    return { alerts: [alert], deliveryId }
  },
}

const statuses: ReadonlyMap<string, Alert['status']> = new Map([
  ['incident.triggered', 'firing'],
  ['incident.reopened', 'firing'],
  ['incident.resolved', 'resolved'],
])

/** PagerDuty has no labels: an incident's key may hold them as tags, and its custom fields are some. */
function labelsOf({ title, service, urgency, incident_key, custom_fields }: Incident): Alert['labels'] {
  const fields = (custom_fields ?? []).map(({ name, value }) => [
    name,
    typeof value === 'string' ? value : null,
  ])
  return {
    ...compact({ alertname: title, service: service?.summary, urgency }),
    ...labelsOfTags(splitTags(incident_key)),
    ...compact(Object.fromEntries(fields)),
  }
}
