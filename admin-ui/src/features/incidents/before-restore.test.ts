import { expect, it } from 'vitest'
import { beforeRestore, type Known } from './before-restore'

const acknowledged = {
  total: 3,
  safe: 3,
  firstAt: null,
  halfAt: null,
  nearlyAllAt: null,
  allAt: null,
  missing: [],
}
const incident: Known['incident'] = {
  killId: 'kill-1',
  flags: ['a', 'b'],
  releases: [{ key: 'checkout-1', generation: 2 }],
  recovery: { state: 'recovered', at: null, because: '' },
  acknowledged,
}
const alert = (release: string, generation: number, endedAt: string | null) => ({
  endedAt,
  labels: { alertname: 'HighErrorRate' },
  matches: [{ release, generation }],
})
const known: Known = {
  incident,
  killsOf: () => ['kill-1'],
  alerts: [alert('checkout-1', 2, 'then'), alert('checkout-1', 1, null), alert('other', 2, null)],
  builds: [{ name: 'checkout', version: '2' }, { name: 'payments' }],
  instances: [{ service: 'checkout', version: '3', connected: true }],
}
const told = (more: Partial<Known> = {}) =>
  beforeRestore({ ...known, ...more }).map(({ isMet, what }) => `${isMet ? 'yes' : 'no'}: ${what}`)

it('says what is fulfilled', () => {
  expect(told()).toEqual([
    'yes: the kill has helped: nothing fails any more',
    'yes: every instance has acknowledged the kill',
    'yes: the alert HighErrorRate is over',
    'yes: no other kill stands on these flags',
    'yes: checkout runs 3; 2 was killed',
  ])
})

it('says what is not', () => {
  const bad = told({
    incident: {
      ...incident,
      recovery: { state: 'ineffective', at: null, because: '' },
      acknowledged: { ...acknowledged, safe: 1 },
    },
    alerts: [alert('checkout-1', 2, null)],
    killsOf: (flag) => (flag === 'a' ? ['kill-1', 'kill-2'] : undefined),
    instances: [
      { service: 'checkout', version: '2', connected: true },
      { service: 'checkout', version: '3', connected: false },
    ],
  })
  expect(bad).toEqual([
    'no: the kill has not helped: something else is wrong too',
    'no: 2 of 3 instances have not acknowledged the kill',
    'no: the alert HighErrorRate still fires',
    'no: another kill stands on a: lifting this one does not bring it back',
    'no: checkout runs another build than 2, which was killed',
  ])
  expect(told({ instances: [] }).at(-1)).toMatch(/^no: /)
})
