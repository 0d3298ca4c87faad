import type { Alert } from '@ripcord/model'
import { z } from 'zod'
import { validate } from '../../http/validate.js'
import { alertFrom, compact, keyOf, momentLike, optionalText, textLike } from './alert-fields.js'
import { mappedLabels } from './mapped-labels.js'
import type { Sender } from './sender.js'

/** What incidents of one issue say is a list. */
const several = z
  .union([textLike, z.array(textLike.nullable()).max(1_000)])
  .nullish()
  .transform((said) => joined(said ?? []))

// The template that New Relic proposes, with labels: docs/senders.md.
const deliverySchema = z.looseObject({
  id: textLike.refine((id) => id !== '', 'expected the id of an issue'),
  issueUrl: optionalText,
  title: optionalText,
  priority: optionalText,
  state: z.string(),
  createdAt: momentLike,
  updatedAt: momentLike,
  closedAt: momentLike,
  impactedEntities: several,
  alertPolicyNames: several,
  alertConditionNames: several,
  workflowName: optionalText,
  labels: z.record(z.string(), several).nullish(),
})
type Body = z.output<typeof deliverySchema>

/** A workflow of New Relic: an issue each. */
export const newrelic: Sender = {
  name: 'newrelic',
  auth: ['bearer', 'basic', 'url-token'],
  read(_delivery, body, mapping) {
    const told = validate(deliverySchema, body, 'body')
    const status = statuses.get(told.state.toUpperCase())
    if (status === undefined) {
      const state = JSON.stringify(told.state.slice(0, 100))
      return { alerts: [], deliveryId: null, ignored: `The state ${state} neither fires nor ends.` }
    }
    return { alerts: [alertOf(told, status, mappedLabels(mapping, body))], deliveryId: null }
  },
}

const statuses: ReadonlyMap<string, Alert['status']> = new Map([
  ['CREATED', 'firing'],
  ['ACTIVATED', 'firing'],
  ['RESOLVED', 'resolved'],
  ['CLOSED', 'resolved'],
])

function alertOf(told: Body, status: Alert['status'], mapped: Alert['labels']): Alert {
  return alertFrom({
    sender: 'newrelic',
    episode: keyOf(told.id),
    status,
    startsAt: told.createdAt,
    endsAt: status === 'resolved' ? (told.closedAt ?? told.updatedAt) : null,
    severity: told.priority,
    labels: {
      ...compact({
        alertname: told.alertConditionNames ?? told.title,
        policy: told.alertPolicyNames,
        entity: told.impactedEntities,
        workflow: told.workflowName,
      }),
      ...compact(told.labels ?? {}),
      ...mapped,
    },
    annotations: compact({ summary: told.title }),
    url: told.issueUrl,
  })
}

/** One value is the label; several are all of it, which matches none of them. */
function joined(said: string | readonly (string | null)[]): string | null {
  const values = new Set((typeof said === 'string' ? [said] : said).filter((each) => (each ?? '') !== ''))
  return values.size === 0 ? null : [...values].join(',')
}
