import type { Alert } from '@ripcord/model'
import { z } from 'zod'
import { validate } from '../../http/validate.js'
import { episodeOf, timeOf } from './alert-fields.js'
import { mappedLabels } from './mapped-labels.js'
import type { Sender } from './sender.js'

const labelsSchema = z.record(z.string(), z.string())
const instantText = z.iso.datetime({ offset: true })

const alertSchema = z.strictObject({
  status: z.enum(['firing', 'resolved', 'nodata', 'error', 'info']),
  labels: labelsSchema.default({}),
  annotations: labelsSchema.default({}),
  startsAt: instantText.nullish(),
  endsAt: instantText.nullish(),
  /** Which alert it is; by its labels where left out. */
  fingerprint: z.string().min(1).max(200).optional(),
  value: z.union([z.string(), z.number()]).nullish(),
  url: z.string().nullish(),
})

const deliverySchema = z.strictObject({ alerts: z.array(alertSchema).min(1).max(1_000) })

/** Our own format, for whatever can send JSON. */
export const ripcord: Sender = {
  name: 'ripcord',
  auth: ['bearer', 'basic', 'url-token'],
  read(_delivery, body, mapping) {
    const { alerts } = validate(deliverySchema, body, 'body')
    return { alerts: alerts.map((each) => alertOf(each, mappedLabels(mapping, each))), deliveryId: null }
  },
}

function alertOf(each: z.output<typeof alertSchema>, mapped: Alert['labels']): Alert {
  const startsAt = timeOf(each.startsAt)
  return {
    sender: 'ripcord',
    deliveryId: null,
    episode: episodeOf(each.fingerprint, each.labels, startsAt),
    recurs: startsAt === null,
    status: each.status,
    startsAt,
    endsAt: timeOf(each.endsAt),
    severity: each.labels['severity'] ?? null,
    labels: { ...each.labels, ...mapped },
    annotations: each.annotations,
    value: each.value === null || each.value === undefined ? null : String(each.value),
    url: each.url ?? null,
  }
}
