import { createHmac } from 'node:crypto'
import { type Format, iso, single, type Told, usual } from './format.js'

const actions = { firing: 'critical', resolved: 'resolved', nodata: 'warning' }

export const sentry: Format = {
  sender: 'sentry',
  // A metric alert has no release: the source says where it is.
  source: { labels: { release: '/data/metric_alert/alert_rule/query' } },
  tell: (alerts) => single(alerts, told),
  sign: (bytes, secret) => ({
    'Request-ID': 'request-1',
    'Sentry-Hook-Resource': 'metric_alert',
    'Sentry-Hook-Timestamp': '1',
    'Sentry-Hook-Signature': createHmac('sha256', secret).update(bytes).digest('hex'),
  }),
  // A warning neither kills nor holds.
  expected: { ...usual, nodata: '202 nothing' },
}

function told({ id, status, at, since, release }: Told) {
  return {
    action: actions[status],
    actor: { id: 'sentry', name: 'Sentry', type: 'application' },
    installation: { uuid: '00000000-0000-4000-8000-000000000000' },
    data: {
      description_text: '900 events in the last minute',
      description_title: 'Critical: orders fail',
      metric_alert: {
        id,
        identifier: '1',
        title: 'Orders fail',
        date_started: iso(since),
        date_closed: status === 'resolved' ? iso(at) : null,
        alert_rule: { id: '7', name: 'Too many errors', environment: null, query: release },
      },
      web_url: 'https://sentry.example/alerts/1/',
    },
  }
}
