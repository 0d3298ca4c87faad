import { type Format, iso, single, type Told, usual } from './format.js'

export const cloudevents: Format = {
  sender: 'cloudevents',
  tell: (alerts) => single(alerts, told),
  // Several in one are another mode of it, with a content type of its own.
  expected: usual,
}

export function told({ id, status, at, since, release }: Told) {
  return {
    specversion: '1.0',
    type: 'example.orders.alert.v1',
    source: '/monitoring/orders',
    id: `event-${id}-${status}`,
    time: iso(at),
    subject: `release/${release}`,
    datacontenttype: 'application/json',
    data: { status, dedupKey: id, startsAt: iso(since), labels: { alertname: 'OrdersFail', retries: 3 } },
  }
}
