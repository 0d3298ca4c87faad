import type { Alert } from '@ripcord/model'
import { z } from 'zod'
import { validate } from '../../http/validate.js'
import { episodeOf, timeOf } from './alert-fields.js'
import { mappedLabels } from './mapped-labels.js'
import type { Sender } from './sender.js'

const labelsSchema = z.record(z.string(), z.string())

// Loose: newer versions say more.
const alertSchema = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels: labelsSchema,
  annotations: labelsSchema.default({}),
  startsAt: z.string(),
  endsAt: z.string().optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().min(1).max(200).optional(),
})

const deliverySchema = z.looseObject({
  version: z.literal('4'),
  truncatedAlerts: z.int().min(0).default(0),
  alerts: z.array(alertSchema).max(10_000),
})

/** The webhook of Prometheus' Alertmanager, version 4 of its format. */
export const alertmanager: Sender = {
  name: 'alertmanager',
  auth: ['bearer', 'basic', 'url-token'],
  read(_delivery, body, mapping) {
    const { alerts, truncatedAlerts } = validate(deliverySchema, body, 'body')
    return {
      alerts: alerts.map((each) => alertOf(each, mappedLabels(mapping, each))),
      deliveryId: null,
      ...(truncatedAlerts > 0 && {
        incomplete: `Alertmanager left out ${truncatedAlerts} alerts of the group: set max_alerts to 0.`,
      }),
    }
  },
}

function alertOf(each: z.output<typeof alertSchema>, mapped: Alert['labels']): Alert {
  const startsAt = timeOf(each.startsAt)
  return {
    sender: 'alertmanager',
    deliveryId: null,
    episode: episodeOf(each.fingerprint, each.labels, startsAt),
    status: each.status,
    startsAt,
    endsAt: each.status === 'resolved' ? timeOf(each.endsAt) : null,
    severity: each.labels['severity'] ?? null,
    labels: { ...each.labels, ...mapped },
    annotations: each.annotations,
    value: null,
    url: each.generatorURL ?? null,
  }
}
