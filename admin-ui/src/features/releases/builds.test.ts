import { expect, it } from 'vitest'
import { builds, hasApplied, instancesOf } from './builds'

const one = (service: string, version: string, more = {}) => ({
  service,
  version,
  connected: true,
  applied: 10,
  lag: 0,
  ...more,
})
const placed = {
  services: [{ name: 'checkout', version: '2' }, { name: 'payments' }, { name: 'mail' }],
  revision: 12,
}

it('says which instances run the build that goes out, and what the others run', () => {
  const instances = [
    one('checkout', '2'),
    one('checkout', '1'),
    one('checkout', '1', { connected: false }),
    one('payments', '7'),
    one('search', '1'),
  ]
  expect(instancesOf(placed, instances)).toHaveLength(3)
  expect(builds(placed, instances)).toEqual([
    'checkout 2 on 1 of 2; one still runs 1.',
    'payments on 1 instance, whatever its version.',
    'No instance of mail is connected.',
  ])
  const older = ['1', '1', '0'].map((version) => one('checkout', version))
  expect(builds(placed, older)[0]).toBe('checkout 2 on 0 of 3; 3 still run 1, 0.')
})

it('counts who has applied the stage, or has nothing left to apply', () => {
  expect(hasApplied(one('a', '1', { applied: 12, lag: 3 }), placed)).toBe(true)
  expect(hasApplied(one('a', '1', { applied: 11, lag: 0 }), placed)).toBe(true)
  expect(hasApplied(one('a', '1', { applied: 11, lag: 1 }), placed)).toBe(false)
})
