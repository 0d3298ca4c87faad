import { createHmac } from 'node:crypto'
import { alert } from './alertmanager.js'
import { type Format, type Told, usual } from './format.js'

export const grafana: Format = {
  sender: 'grafana',
  tell: (alerts) => ({
    receiver: 'ripcord',
    status: 'firing',
    orgId: 1,
    alerts: alerts.map(grafanaAlert),
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'https://grafana.example/',
    appVersion: '13.0.0',
    version: '1',
    groupKey: '{}:{}',
    truncatedAlerts: 0,
    title: '[FIRING:1] CheckoutErrors',
    state: 'alerting',
    message: 'Every second order fails',
  }),
  sign(bytes, secret, now) {
    const at = String(Math.floor(now / 1000))
    return {
      'X-Grafana-Alerting-Timestamp': at,
      'X-Grafana-Alerting-Signature': createHmac('sha256', secret)
        .update(`${at}:`)
        .update(bytes)
        .digest('hex'),
    }
  },
  expected: { ...usual, 'mixed group': '202 fails, recorded', replayed: '401' },
}

function grafanaAlert(told: Told) {
  const { labels, ...rest } = alert(told)
  const noData = { ...labels, alertname: 'DatasourceNoData', rulename: labels.alertname }
  return {
    ...rest,
    labels: told.status === 'nodata' ? noData : labels,
    silenceURL: 'https://grafana.example/alerting/silence/new',
    dashboardURL: '',
    panelURL: '',
    ruleUID: 'r1',
    values: { B: 0.5, C: 1 },
    valueString: "[ var='B' value=0.5 ]",
    orgId: 1,
  }
}
