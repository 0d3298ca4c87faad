import type { Alert } from '@ripcord/model'
import { z } from 'zod'
import { validate } from '../../http/validate.js'
import { alertFrom, compact, keyOf, momentLike, optionalText } from './alert-fields.js'
import { mappedLabels } from './mapped-labels.js'
import type { Sender } from './sender.js'
import { labelsOfTags, splitTags } from './tags.js'

// As the template in docs/senders.md has it.
const deliverySchema = z.looseObject({
  id: optionalText,
  alert_id: optionalText,
  alert_cycle_key: optionalText.refine(
    (key) => key !== null,
    'expected $ALERT_CYCLE_KEY, filled in by Datadog',
  ),
  aggreg_key: optionalText,
  alert_transition: z.string(),
  alert_type: optionalText,
  alert_status: optionalText,
  alert_title: optionalText,
  alert_metric: optionalText,
  alert_scope: optionalText,
  alert_priority: optionalText,
  tags: optionalText,
  date: momentLike,
  link: optionalText,
})
type Body = z.output<typeof deliverySchema>

/** Datadog's webhooks have a body of one's own: the one of docs/senders.md. */
export const datadog: Sender = {
  name: 'datadog',
  auth: ['bearer', 'basic', 'url-token'],
  read(_delivery, body, mapping) {
    const told = validate(deliverySchema, body, 'body')
    const status = statusOf(told)
    if (status === undefined) {
      const transition = told.alert_transition.slice(0, 100)
      return {
        alerts: [],
        deliveryId: told.id,
        ignored: `${JSON.stringify(transition)} neither fires nor ends.`,
      }
    }
    return { alerts: [alertOf(told, status, mappedLabels(mapping, body))], deliveryId: told.id }
  },
}

function statusOf({ alert_transition, alert_type }: Body): Alert['status'] | undefined {
  switch (alert_transition.toLowerCase()) {
    case 'triggered':
    case 're-triggered':
      return 'firing'
    case 'recovered':
      return 'resolved'
    case 'no data':
    case 're-no data':
      return 'nodata'
    case 'warn':
    case 're-warn':
      return 'info'
    case 'renotify':
      return alert_type === 'error' ? 'firing' : 'info'
    default:
      return undefined
  }
}

function alertOf(told: Body, status: Alert['status'], mapped: Alert['labels']): Alert {
  const tags = labelsOfTags([...splitTags(told.alert_scope), ...splitTags(told.tags)])
  return alertFrom({
    sender: 'datadog',
    deliveryId: told.id,
    episode: keyOf(told.alert_id, told.alert_cycle_key, told.aggreg_key, told.alert_scope),
    status,
    // The date is the event's. Of the first that is heard it is the beginning; others repeat what is known.
    startsAt: status === 'resolved' ? null : told.date,
    endsAt: status === 'resolved' ? told.date : null,
    severity: told.alert_priority,
    labels: { ...compact({ alertname: told.alert_title, metric: told.alert_metric }), ...tags, ...mapped },
    annotations: compact({ summary: told.alert_status }),
    url: told.link,
  })
}
