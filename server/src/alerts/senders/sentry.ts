import type { Alert } from '@ripcord/model'
import { z } from 'zod'
import { validate } from '../../http/validate.js'
import { alertFrom, compact, keyOf, momentLike, optionalText, textLike } from './alert-fields.js'
import { proveHmac } from './hmac.js'
import { mappedLabels } from './mapped-labels.js'
import type { Sender } from './sender.js'

const id = textLike.refine((text) => text !== '', 'expected an id')

const tagSchema = z.tuple([textLike, textLike.nullable()])
const eventSchema = z.looseObject({
  event_id: id,
  issue_id: id,
  title: optionalText,
  level: optionalText,
  release: optionalText,
  environment: optionalText,
  datetime: momentLike,
  web_url: optionalText,
  tags: z.array(tagSchema).max(1_000).nullish(),
})
const metricSchema = z.looseObject({
  id,
  title: optionalText,
  date_started: momentLike,
  date_closed: momentLike,
  alert_rule: z.looseObject({ name: optionalText, environment: optionalText }).nullish(),
})
const issueSchema = z.looseObject({
  id,
  title: optionalText,
  level: optionalText,
  web_url: optionalText,
})

const deliverySchema = z.looseObject({
  action: z.string(),
  data: z.looseObject({
    metric_alert: metricSchema.nullish(),
    event: eventSchema.nullish(),
    issue: issueSchema.nullish(),
    triggered_rule: optionalText,
    description_text: optionalText,
    web_url: optionalText,
  }),
})
type Told = z.output<typeof deliverySchema>
type Read = Omit<Alert, 'sender' | 'deliveryId' | 'value'>

const signatureHeader = 'Sentry-Hook-Signature'

/** Sentry's internal integrations: metric alerts, issue alerts, and that an issue was resolved. */
export const sentry: Sender = {
  name: 'sentry',
  auth: ['hmac'],
  verify(delivery, { secret }) {
    const given = delivery.header(signatureHeader)
    return proveHmac(signatureHeader, given === undefined ? [] : [given], secret, delivery.bytes)
  },
  // What it is about is read from the body: the header that says so is not signed.
  read(delivery, body, mapping) {
    const told = validate(deliverySchema, body, 'body')
    const deliveryId = delivery.header('Request-ID') ?? null
    const read = alertOf(told)
    if (read === undefined) {
      const action = JSON.stringify(told.action.slice(0, 100))
      return { alerts: [], deliveryId, ignored: `The action ${action} neither fires nor ends.` }
    }
    const labels = { ...read.labels, ...mappedLabels(mapping, body) }
    return { alerts: [alertFrom({ ...read, sender: 'sentry', deliveryId, labels })], deliveryId }
  },
}

function alertOf({ action, data }: Told): Read | undefined {
  const { metric_alert, event, issue } = data
  if (metric_alert !== null && metric_alert !== undefined) return metricAlert(action, metric_alert, data)
  if (event !== null && event !== undefined && action === 'triggered') return issueAlert(event, data)
  if (issue !== null && issue !== undefined && action === 'resolved') return resolvedIssue(issue)
  return undefined
}

const metricStatuses: ReadonlyMap<string, Alert['status']> = new Map([
  ['critical', 'firing'],
  ['warning', 'info'],
  ['resolved', 'resolved'],
])

function metricAlert(
  action: string,
  { id, title, date_started, date_closed, alert_rule }: z.output<typeof metricSchema>,
  { description_text, web_url }: Told['data'],
): Read | undefined {
  const status = metricStatuses.get(action)
  if (status === undefined) return undefined
  return {
    episode: keyOf('metric', id),
    status,
    startsAt: date_started,
    endsAt: status === 'resolved' ? date_closed : null,
    severity: action,
    labels: compact({ alertname: alert_rule?.name ?? title, environment: alert_rule?.environment }),
    annotations: compact({ summary: title, description: description_text }),
    url: web_url,
  }
}

/** Each event that a rule is triggered by is an episode of its issue: an issue that was resolved can come again. */
function issueAlert(event: z.output<typeof eventSchema>, { triggered_rule }: Told['data']): Read {
  const series = keyOf('issue', event.issue_id)
  const { release, environment, level, title } = event
  return {
    episode: `${series}/${keyOf(event.event_id)}`,
    series,
    status: 'firing',
    startsAt: event.datetime,
    endsAt: null,
    severity: level,
    labels: {
      ...compact(Object.fromEntries(event.tags ?? [])),
      ...compact({ alertname: triggered_rule ?? title, release, environment, level }),
    },
    annotations: compact({ summary: title }),
    url: event.web_url,
  }
}

function resolvedIssue({ id, title, level, web_url }: z.output<typeof issueSchema>): Read {
  const series = keyOf('issue', id)
  return {
    episode: `${series}/`,
    series,
    status: 'resolved',
    startsAt: null,
    endsAt: null,
    severity: level,
    labels: compact({ alertname: title, level }),
    annotations: {},
    url: web_url,
  }
}
