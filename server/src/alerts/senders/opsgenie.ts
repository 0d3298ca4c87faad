import type { Alert } from '@ripcord/model'
import { z } from 'zod'
import { validate } from '../../http/validate.js'
import { alertFrom, compact, keyOf, labelMap, momentLike, optionalText } from './alert-fields.js'
import { mappedLabels } from './mapped-labels.js'
import type { Sender } from './sender.js'
import { labelsOfTags } from './tags.js'

const alertSchema = z.looseObject({
  alertId: z.string().min(1),
  alias: optionalText,
  message: optionalText,
  description: optionalText,
  entity: optionalText,
  priority: optionalText,
  createdAt: momentLike,
  tags: z.array(z.string()).max(1_000).nullish(),
  details: labelMap,
})

const actionSchema = z.looseObject({ action: z.string() })
const deliverySchema = z.looseObject({ alert: alertSchema })

/** Opsgenie's outgoing webhooks: an action upon an alert each. */
export const opsgenie: Sender = {
  name: 'opsgenie',
  auth: ['bearer', 'basic', 'url-token'],
  read(_delivery, body, mapping) {
    const { action } = validate(actionSchema, body, 'body')
    const status = statuses.get(action.toLowerCase())
    if (status === undefined) {
      const said = JSON.stringify(action.slice(0, 100))
      return { alerts: [], deliveryId: null, ignored: `The action ${said} neither fires nor ends.` }
    }
    const { alert } = validate(deliverySchema, body, 'body')
    return { alerts: [alertOf(alert, status, mappedLabels(mapping, body))], deliveryId: null }
  },
}

const statuses: ReadonlyMap<string, Alert['status']> = new Map([
  ['create', 'firing'],
  ['close', 'resolved'],
  ['delete', 'resolved'],
])

function alertOf(
  told: z.output<typeof alertSchema>,
  status: Alert['status'],
  mapped: Alert['labels'],
): Alert {
  return alertFrom({
    sender: 'opsgenie',
    episode: keyOf(told.alertId),
    status,
    startsAt: told.createdAt,
    severity: told.priority,
    labels: {
      ...compact({ alertname: told.message?.trim(), alias: told.alias, entity: told.entity }),
      ...labelsOfTags(told.tags ?? []),
      ...told.details,
      ...mapped,
    },
    annotations: compact({ summary: told.message, description: told.description }),
  })
}
