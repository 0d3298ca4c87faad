import { type Format, single, type Told, usual } from './format.js'

const states = { firing: 'ACTIVATED', resolved: 'CLOSED', nodata: 'ACKNOWLEDGED' }

export const newrelic: Format = {
  sender: 'newrelic',
  tell: (alerts) => single(alerts, told),
  // It has no word for what could not be measured.
  expected: { ...usual, nodata: '202 nothing' },
}

function told({ id, status, at, since, release }: Told) {
  return {
    id: `issue-${id}`,
    issueUrl: 'https://newrelic.example/issues/1',
    title: 'Orders fail',
    priority: 'CRITICAL',
    impactedEntities: ['orders'],
    totalIncidents: 1,
    state: states[status],
    trigger: 'STATE_CHANGE',
    isCorrelated: false,
    createdAt: since,
    updatedAt: at,
    sources: ['newrelic'],
    alertPolicyNames: ['orders'],
    alertConditionNames: ['orders fail'],
    workflowName: 'ripcord',
    labels: { release: [release], team: null },
  }
}
