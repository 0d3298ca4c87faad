import { type Format, iso, single, type Told, usual } from './format.js'

export const kibana: Format = {
  sender: 'kibana',
  tell: (alerts) => single(alerts, told),
  expected: usual,
}

function told({ id, status, at, release }: Told) {
  return {
    status,
    rule: {
      id: 'rule-1',
      name: 'Orders fail',
      spaceId: 'default',
      tags: `orders,release:${release}`,
      url: 'https://kibana.example/app/rule/1',
    },
    alert: { id: 'host-1', uuid: `uuid-${id}`, actionGroup: 'threshold met', flapping: 'false' },
    date: iso(at),
    value: '93',
    reason: 'Document count is 93',
  }
}
