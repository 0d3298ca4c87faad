import { expect, it } from 'vitest'
import { readChecks } from './checks-text'

it('reads a list of checks', () => {
  const check = { id: 'errors', type: 'sdk-outcomes' }
  expect(readChecks(JSON.stringify([check]))).toEqual({ checks: [check] })
  expect(readChecks('')).toEqual({ checks: [] })
})

it.each([
  ['[', 'This is no JSON yet'],
  ['{}', 'Expected a list of checks'],
  ['[null]', 'Check 1: expected an "id"'],
  ['[{"id":"a","type":"ping"}]', 'Check 1, a: expected "type"'],
])('says of %s what is wrong', (text, problem) => {
  expect(readChecks(text).problem).toContain(problem)
})
