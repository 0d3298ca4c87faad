import { expect, it } from 'vitest'
import { nearest } from './nearest.js'

const known = ['name', 'description', 'tags', 'offVariant']

it.each([
  ['nmae', 'name'],
  ['Name', 'name'],
  ['descripton', 'description'],
  ['off_variant', 'offVariant'],
  ['tag', 'tags'],
  ['colour', undefined],
  ['', undefined],
  ['n'.repeat(100_000), undefined],
])('of %j is %j', (name, meant) => {
  expect(nearest(name, known)).toBe(meant)
})
