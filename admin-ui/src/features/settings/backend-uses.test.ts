import { expect, it } from 'vitest'
import { backendUses } from './backend-uses'

const asking = [{ id: 'errors', backend: 'prometheus' }]

it('names who asks a backend: services, and releases that are not over', () => {
  const services = [
    { name: 'shop', checks: asking },
    { name: 'search', checks: [{ id: 'a' }] },
  ]
  const releases = [
    { key: 'a', status: 'running', checks: asking },
    { key: 'b', status: 'completed', checks: asking },
  ]
  expect(backendUses('prometheus', services, releases)).toEqual(['service shop', 'release a'])
})
