import { createHmac } from 'node:crypto'
import { type Format, iso, single, type Told, usual } from './format.js'

const types = { firing: 'incident.triggered', resolved: 'incident.resolved', nodata: 'incident.annotated' }

export const pagerduty: Format = {
  sender: 'pagerduty',
  tell: (alerts) => single(alerts, told),
  sign: (bytes, secret) => ({
    'X-PagerDuty-Signature': `v1=${'0'.repeat(64)}, v1=${createHmac('sha256', secret).update(bytes).digest('hex')}`,
  }),
  // It has no word for what could not be measured.
  expected: { ...usual, nodata: '202 nothing' },
}

function told({ id, status, at, since, release }: Told) {
  return {
    event: {
      id: `event-${id}-${status}`,
      event_type: types[status],
      resource_type: 'incident',
      occurred_at: iso(at),
      agent: null,
      client: null,
      data: {
        id: `Q${id}`,
        type: 'incident',
        html_url: 'https://pagerduty.example/incidents/Q1',
        number: 7,
        status: 'triggered',
        incident_key: `release:${release}`,
        created_at: iso(since),
        title: 'Orders fail',
        service: { id: 'P1', summary: 'Orders', type: 'service_reference' },
        priority: { id: 'P2', summary: 'P1', type: 'priority_reference' },
        urgency: 'high',
        assignees: [],
        resolve_reason: null,
      },
    },
  }
}
