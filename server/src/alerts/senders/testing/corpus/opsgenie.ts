import { type Format, single, type Told, usual } from './format.js'

const actions = { firing: 'Create', resolved: 'Close', nodata: 'Acknowledge' }

export const opsgenie: Format = {
  sender: 'opsgenie',
  tell: (alerts) => single(alerts, told),
  // It has no word for what could not be measured.
  expected: { ...usual, nodata: '202 nothing' },
}

function told({ id, status, at, since, release }: Told) {
  return {
    action: actions[status],
    source: { name: 'web', type: 'API' },
    integrationId: '00000000-0000-4000-8000-000000000000',
    integrationName: 'ripcord',
    alert: {
      alertId: id,
      alias: 'orders',
      tinyId: '7',
      message: ' Orders fail',
      entity: '',
      priority: 'P1',
      tags: ['orders', `release:${release}`],
      details: { team: 'pay' },
      teams: [],
      createdAt: since,
      updatedAt: at * 1_000_000,
      username: 'somebody',
    },
  }
}
