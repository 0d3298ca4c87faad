import { expect, it } from 'vitest'
import { OutcomeSums } from './outcome-sums.js'
import { arm, outcomesOf } from './testing/guarded-shop.js'

it('adds up what instances told, by service and stage, and tells each row once', () => {
  const sums = new OutcomeSums()
  sums.add('checkout', 'one', outcomesOf({ treatment: arm(10, [1, 2]), control: arm(5, [3]) }))
  sums.add('checkout', 'two', outcomesOf({ treatment: arm(10, [2]), control: arm(5) }))
  sums.add('checkout', 'two', outcomesOf({ stage: 1 }))
  sums.add('payments', 'pay', outcomesOf({}))
  const rows = sums.take()
  expect(rows.map(({ service, stage }) => [service, stage])).toEqual([
    ['checkout', 0],
    ['checkout', 1],
    ['payments', 0],
  ])
  expect(rows[0]).toMatchObject({
    treatment: { requests: 20, errors: 3 },
    control: { requests: 10, errors: 1 },
    erring: { treatment: [1, 2], control: [3] },
    erringInstances: ['one', 'two'],
    slowInstances: [],
  })
  expect(sums.take()).toEqual([])
})

it('takes all of a report or nothing, and nothing more once one did not fit', () => {
  const sums = new OutcomeSums()
  let next = 0
  const subjects = () => Array.from({ length: 60 }, () => (next += 1))
  for (let report = 0; report < 200; report++)
    sums.add('checkout', 'one', outcomesOf({ treatment: arm(60, subjects()), control: arm(60) }))
  // One that would fit by itself comes too late.
  sums.add('checkout', 'one', outcomesOf({}))
  const [row] = sums.take()
  expect(row?.treatment.requests).toBe(8_160)
  expect(row?.erring.treatment).toHaveLength(8_160)
  expect(row?.control.requests).toBe(8_160)
})
