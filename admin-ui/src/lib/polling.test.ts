import { ApiError } from '@ripcord/api/plain'
import { expect, it } from 'vitest'
import { every } from './polling'

const refused = (status: number) => new ApiError({ type: '', title: '', status, code: '', detail: '' })

it('asks again, also where the server could not be reached, or has failed', () => {
  expect(every(250)({ state: { error: null } })).toBe(250)
  expect(every(250)({ state: { error: new TypeError('no network') } })).toBe(250)
  expect(every(250)({ state: { error: refused(503) } })).toBe(250)
})

it.each([403, 404])('asks no more once it is told %s', (status) => {
  expect(every(250)({ state: { error: refused(status) } })).toBe(false)
})
