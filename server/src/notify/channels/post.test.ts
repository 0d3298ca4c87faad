import { expect, it } from 'vitest'
import type { EgressAnswer } from '../../egress/egress.js'
import { post } from './post.js'

const letter = { url: 'https://pager.example/hook', headers: {}, body: '{}' }
const large = (status: number): EgressAnswer => ({
  type: 'failed',
  because: 'it answered more than 65536 bytes',
  tookMs: 3,
  status,
})

it.each([
  [200, { type: 'delivered', because: 'The receiver answered 200.' }],
  [410, { type: 'gone', because: 'The receiver answered 410.' }],
  [500, { type: 'failed', because: 'The receiver answered 500.' }],
])('goes by the status %d of an answer that is too large to be read', async (status, told) => {
  expect(await post({ request: async () => large(status), now: 0 }, letter)).toEqual(told)
})

it('was not told where nobody answered', async () => {
  const request = async (): Promise<EgressAnswer> => ({ type: 'failed', because: 'no answer', tookMs: 5_000 })
  expect(await post({ request, now: 0 }, letter)).toEqual({ type: 'failed', because: 'no answer' })
})
