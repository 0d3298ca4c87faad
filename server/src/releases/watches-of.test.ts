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
