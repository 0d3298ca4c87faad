import { expect, it } from 'vitest'
import { silentLog } from './session.js'
import { SparingLog } from './sparing-log.js'

it('says five lines at once and five a second after that, and with the next how many were left out', () => {
  let now = 0
  const lines: object[] = []
  const clock = { now: () => new Date(0), monotonic: () => now }
  const log = new SparingLog({ ...silentLog, info: (fields) => void lines.push(fields) }, clock)
  for (let client = 0; client < 100; client++) log.say('info', { client }, 'a client is cut')
  expect(lines).toEqual([0, 1, 2, 3, 4].map((client) => ({ client })))
  now = 200
  log.say('info', { client: 100 }, 'a client is cut')
  expect(lines.at(-1)).toEqual({ client: 100, leftOut: 95 })
})
