import type { Alert } from '@ripcord/model'
import { z } from 'zod'
import { validate } from '../../http/validate.js'
import { alertFrom, episodeOf, labelMap, momentOf, optionalText, timeOf } from './alert-fields.js'
import { proveHmac, proveRecent } from './hmac.js'
import { mappedLabels } from './mapped-labels.js'
import type { Delivery, Proof, Sender } from './sender.js'

const alertSchema = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels: labelMap,
  annotations: labelMap,
  startsAt: z.string(),
  endsAt: z.string().nullish(),
  generatorURL: optionalText,
  fingerprint: z.string().min(1).max(200).optional(),
  values: z.record(z.string(), z.number().nullable()).nullish(),
  valueString: optionalText,
})

const deliverySchema = z.looseObject({
  version: z.literal('1'),
  truncatedAlerts: z.int().min(0).nullish(),
  alerts: z.array(alertSchema).max(10_000),
})

const signatureHeader = 'X-Grafana-Alerting-Signature'
/** Grafana lets one choose its name; docs/senders.md says this one. */
const timestampHeader = 'X-Grafana-Alerting-Timestamp'

/** The webhook of Grafana's alerting: Alertmanager's format with more in it, and a version of its own. */
export const grafana: Sender = {
  name: 'grafana',
  auth: ['hmac', 'bearer', 'basic', 'url-token'],
  verify: proofOf,
  read(_delivery, body, mapping) {
    const { alerts, truncatedAlerts } = validate(deliverySchema, body, 'body')
    const left = truncatedAlerts ?? 0
    return {
      alerts: alerts.map((each) => alertOf(each, mappedLabels(mapping, each))),
      deliveryId: null,
      ...(left > 0 && { incomplete: `Grafana left out ${left} alerts of the group: set Max Alerts to 0.` }),
    }
  },
}

function proofOf(delivery: Delivery, { secret }: { secret: string }, now: number): Proof {
  const given = delivery.header(signatureHeader)
  const signatures = given === undefined ? [] : [given]
  const at = delivery.header(timestampHeader)
  if (at === undefined) {
    const proof = proveHmac(signatureHeader, signatures, secret, delivery.bytes)
    // With a time under another name, all signatures would look like those of another secret.
    const hint = `Where its contact point has a timestamp header, name that ${timestampHeader}.`
    return proof.type === 'refused' ? { ...proof, because: `${proof.because} ${hint}` } : proof
  }
  const proof = proveHmac(signatureHeader, signatures, secret, `${at}:`, delivery.bytes)
  if (proof.type === 'refused') return proof
  return proveRecent(timestampHeader, secondsOf(at), now)
}

function secondsOf(text: string): number | null {
  return /^\d{1,12}$/.test(text) ? momentOf(Number(text) * 1000) : null
}

function alertOf(each: z.output<typeof alertSchema>, mapped: Alert['labels']): Alert {
  const startsAt = timeOf(each.startsAt)
  return alertFrom({
    sender: 'grafana',
    episode: episodeOf(each.fingerprint, each.labels, startsAt),
    status: each.status === 'resolved' ? 'resolved' : firingOrNot(each),
    startsAt,
    endsAt: each.status === 'resolved' ? timeOf(each.endsAt) : null,
    severity: each.labels['severity'] ?? null,
    labels: { ...each.labels, ...mapped },
    annotations: each.annotations,
    value: valueOf(each),
    url: each.generatorURL,
  })
}

/** A rule that had no data or could not be asked fires as well: what it says of the release is nothing. */
function firingOrNot({ labels, annotations }: z.output<typeof alertSchema>): Alert['status'] {
  const because = annotations['grafana_state_reason']
  if (labels['alertname'] === 'DatasourceNoData' || because === 'NoData') return 'nodata'
  if (labels['alertname'] === 'DatasourceError' || because === 'Error') return 'error'
  return 'firing'
}

function valueOf({ values, valueString }: z.output<typeof alertSchema>): string | null {
  const said = Object.entries(values ?? {}).map(([name, value]) => `${name}=${value}`)
  return said.length > 0 ? said.join(', ') : valueString
}
