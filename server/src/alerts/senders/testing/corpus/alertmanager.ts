import { type Format, iso, type Told, usual } from './format.js'

export const alertmanager: Format = {
  sender: 'alertmanager',
  tell: (alerts) => ({
    version: '4',
    groupKey: '{}:{alertname="CheckoutErrors"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'ripcord',
    groupLabels: { alertname: 'CheckoutErrors' },
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example:9093',
    alerts: alerts.map(alert),
  }),
  // It knows no state but these two.
  expected: { ...usual, nodata: '202 fails', 'mixed group': '202 fails, recorded' },
}

export function alert({ id, status, at, since, release }: Told) {
  return {
    status: status === 'resolved' ? 'resolved' : 'firing',
    labels: { alertname: 'CheckoutErrors', release, instance: id, severity: 'critical' },
    annotations: { summary: 'Every second order fails' },
    startsAt: iso(since),
    endsAt: status === 'resolved' ? iso(at) : '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus.example:9090/graph?g0.expr=up',
    fingerprint: `fp-${id}`,
  }
}
