import { type Format, single, type Told, usual } from './format.js'

const transitions = { firing: 'Triggered', resolved: 'Recovered', nodata: 'No Data' }

export const datadog: Format = {
  sender: 'datadog',
  tell: (alerts) => single(alerts, told),
  expected: usual,
}

function told({ id, status, at, release }: Told) {
  return {
    id: `event-${id}-${status}`,
    alert_id: '1234',
    alert_cycle_key: `cycle-${id}`,
    aggreg_key: 'aggregate-1',
    alert_transition: transitions[status],
    alert_type: status === 'firing' ? 'error' : 'success',
    alert_status: 'sum:orders.failed over release was > 50',
    alert_title: 'Orders fail',
    alert_metric: 'orders.failed',
    alert_scope: `release:${release},service:orders`,
    alert_priority: 'P1',
    tags: `monitor,release:${release}`,
    date: String(at),
    hostname: '',
    link: 'https://app.datadoghq.example/event/1',
  }
}
