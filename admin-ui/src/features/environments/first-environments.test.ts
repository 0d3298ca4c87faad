import { expect, it } from 'vitest'
import { firstEnvironments } from './first-environments'

it('begins with production, and names each environment once', () => {
  const found = firstEnvironments({ production: ' live ', others: 'staging, dev,live staging' })
  expect(found.map(({ key, production }) => [key, production])).toEqual([
    ['live', true],
    ['staging', false],
    ['dev', false],
  ])
  expect(firstEnvironments({ production: '', others: ' ' })).toEqual([])
})
