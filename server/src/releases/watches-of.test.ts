import { type Check, checkSchema } from '@ripcord/model'
import { expect, it } from 'vitest'
import { watchesOfServices } from './watches-of.js'

const prometheus = (id: string, query: string): Check =>
  checkSchema.parse({ id, type: 'prometheus', backend: 'prom', query, failWhen: 'value > 1' })
const outcomes: Check = { id: 'errors', type: 'sdk-outcomes' }

it('watches every check of every service, outcomes and what is the same once', () => {
  const lag = prometheus('lag', 'max(lag)')
  const found = watchesOfServices([
    { name: 'checkout', checks: [outcomes, prometheus('cpu', 'max(cpu)'), lag] },
    { name: 'payments', checks: [{ ...outcomes, id: 'own' }, lag] },
  ])
  expect(found.map(({ id }) => id)).toEqual(['errors', 'cpu', 'lag'])
})

it('asks the same question of each service by its own name', () => {
  const mine = prometheus('5xx', 'rate(errors{service="$service"}[1m])')
  const names = ['checkout', 'payments', 'search']
  expect(watchesOfServices(names.map((name) => ({ name, checks: [mine] })))).toEqual([
    { ...mine, service: 'checkout' },
    { ...mine, service: 'payments', id: '5xx~2' },
    { ...mine, service: 'search', id: '5xx~3' },
  ])
})

it('counts outcomes once, whatever two services say of how slow is slow: the first says it', () => {
  const slow: Check = checkSchema.parse({ id: 'errors', type: 'sdk-outcomes', slowAfter: '1s' })
  expect(
    watchesOfServices([
      { name: 'a', checks: [slow] },
      { name: 'b', checks: [outcomes] },
    ]),
  ).toEqual([slow])
})

it('gives what differs under one name an id of its own', () => {
  const beat = checkSchema.parse({ id: 'beat', type: 'heartbeat', period: '5s' })
  const other = checkSchema.parse({ id: 'beat', type: 'heartbeat', period: '10s' })
  const found = watchesOfServices([
    { name: 'a', checks: [beat] },
    { name: 'b', checks: [other] },
  ])
  expect(found).toMatchObject([
    { id: 'beat', period: '5s' },
    { id: 'beat~2', period: '10s' },
  ])
})

it('listens for two beats that are called otherwise: each has its own address', () => {
  const beat = checkSchema.parse({ id: 'beat', type: 'heartbeat', period: '5s' })
  const found = watchesOfServices([{ name: 'a', checks: [beat, { ...beat, id: 'pulse' }] }])
  expect(found.map(({ id }) => id)).toEqual(['beat', 'pulse'])
})
