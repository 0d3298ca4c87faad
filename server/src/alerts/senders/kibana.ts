import type { Alert } from '@ripcord/model'
import { z } from 'zod'
import { validate } from '../../http/validate.js'
import { alertFrom, compact, keyOf, momentLike, optionalText } from './alert-fields.js'
import { mappedLabels } from './mapped-labels.js'
import type { Sender } from './sender.js'
import { labelsOfTags, splitTags } from './tags.js'

// As the template in docs/senders.md has it.
const deliverySchema = z.looseObject({
  status: z.enum(['firing', 'resolved', 'nodata', 'error']),
  rule: z.looseObject({
    id: z.string().min(1),
    name: optionalText,
    spaceId: optionalText,
    tags: optionalText,
    url: optionalText,
  }),
  alert: z.looseObject({ id: optionalText, uuid: optionalText, actionGroup: optionalText }),
  date: momentLike,
  value: optionalText,
  reason: optionalText,
})
type Body = z.output<typeof deliverySchema>

/** A webhook connector of Kibana has a body of one's own: the one of docs/senders.md, an alert each. */
export const kibana: Sender = {
  name: 'kibana',
  auth: ['basic', 'bearer', 'url-token'],
  read(_delivery, body, mapping) {
    const told = validate(deliverySchema, body, 'body')
    return { alerts: [alertOf(told, mappedLabels(mapping, body))], deliveryId: null }
  },
}

function alertOf(told: Body, mapped: Alert['labels']): Alert {
  const { rule, alert, reason } = told
  const status = statusOf(told)
  const { id, name, spaceId } = rule
  const series = keyOf(id, alert.uuid ?? alert.id)
  return alertFrom({
    sender: 'kibana',
    // Older ones know no uuid, and an alert's id comes again with each episode.
    episode: alert.uuid === null ? `${series}/${told.date}` : `${series}/`,
    series,
    status,
    startsAt: status === 'resolved' ? null : told.date,
    endsAt: status === 'resolved' ? told.date : null,
    labels: {
      ...compact({ alertname: name, rule_id: id, space: spaceId, instance: alert.id }),
      ...labelsOfTags(splitTags(rule.tags)),
      ...mapped,
    },
    annotations: compact({ summary: reason }),
    value: told.value,
    url: rule.url,
  })
}

/** Groups of actions have names of their own in each kind of rule; these two are told apart in all. */
function statusOf({ status, alert }: Body): Alert['status'] {
  const group = alert.actionGroup?.toLowerCase() ?? ''
  if (group === 'recovered') return 'resolved'
  return /no_?data/.test(group) ? 'nodata' : status
}
