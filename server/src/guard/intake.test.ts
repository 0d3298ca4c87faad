import { expect, it } from 'vitest'
import { by } from '../changes/testing/house.js'
import { arm, environment, project, release } from './testing/guarded-shop.js'
import { openStarted } from './testing/seconds.js'

const erring = { treatment: arm(10, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) }

it('takes nothing from a boot id that never said hello', async () => {
  const shop = await openStarted()
  shop.report('forged', erring)
  await shop.seconds()
  expect((await shop.view())?.counts).toEqual([])
  expect(shop.guard.numbers()).toMatchObject({ unknownInstances: 1, outcomes: 0 })
})

it('takes nothing from a process whose link is lost, and does not hold it against the instance', async () => {
  const shop = await openStarted()
  shop.lose('one')
  shop.report('one', erring)
  await shop.seconds()
  expect((await shop.view())?.counts).toEqual([])
  expect(shop.guard.numbers()).toMatchObject({ unknownInstances: 1, outcomes: 0 })
  expect(shop.guard.refused(shop.environmentId).size).toBe(0)
})

it('takes nothing from a process that has said goodbye, and shows it on the instance', async () => {
  const shop = await openStarted()
  shop.leave('one')
  shop.report('one', erring)
  await shop.seconds()
  expect((await shop.view())?.counts).toEqual([])
  expect(shop.guard.refused(shop.environmentId)).toEqual(new Map([['one', 1]]))
})

it.each([
  ['another generation', { generation: 2 }],
  ['another release', { release: 'checkout-2' }],
  ['a stage that it does not have', { stage: 2 }],
  ['a stage into which it has not come yet', { stage: 1 }],
])('takes nothing about %s, and shows it on the instance', async (_what, about) => {
  const shop = await openStarted()
  shop.report('one', { ...erring, ...about })
  await shop.seconds()
  expect((await shop.view())?.counts).toEqual([])
  expect(shop.guard.refused(shop.environmentId)).toEqual(new Map([['one', 1]]))
  expect(shop.guard.numbers()).toMatchObject({ unknownGenerations: 1, outcomes: 0 })
})

it('counts a report that could not be true on the instance that sent it', async () => {
  const shop = await openStarted()
  shop.guard.refuse(shop.environmentId, 'one')
  shop.guard.refuse(shop.environmentId, 'forged')
  shop.guard.refuse(shop.environmentId, undefined)
  expect(shop.guard.refused(shop.environmentId)).toEqual(new Map([['one', 1]]))
  expect(shop.guard.numbers()).toMatchObject({ absurdReports: 3 })
})

it('hears a report once, all its parts together', async () => {
  const shop = await openStarted()
  await shop.house.releases.advance(project, environment, release, {}, by)
  await shop.guard.tick()
  const outcomes = [0, 1].map((stage) => ({
    release,
    generation: 1,
    stage,
    treatment: arm(10),
    control: arm(10),
    unassigned: 0,
    subjectsLost: 0,
  }))
  for (let time = 0; time < 3; time++) shop.report('one', {}, { sequence: 9_000_001, outcomes })
  await shop.seconds()
  const counts = (await shop.view())?.counts.map(({ stage, treatment }) => [stage, treatment.requests])
  expect(counts).toEqual([
    [0, 10],
    [1, 10],
  ])
  expect(shop.guard.numbers()).toMatchObject({ outcomes: 2, repeatedReports: 2 })
})

it('leaves aside services that the release does not name', async () => {
  const shop = await openStarted({ services: [{ name: 'payments' }] })
  shop.report('one', erring)
  await shop.seconds()
  expect((await shop.view())?.counts).toEqual([])
  expect(shop.guard.refused(shop.environmentId).size).toBe(0)
})

it('takes a breaker that tripped for a flag of the release, and for no other flag', async () => {
  const shop = await openStarted()
  for (const flag of ['elsewhere', 'a']) {
    for (const name of ['one', 'two'])
      shop.report(name, {}, { outcomes: [], breakers: [{ flag, because: 'half of 20 requests failed' }] })
    await shop.seconds()
    expect(await shop.kills()).toHaveLength(flag === 'a' ? 1 : 0)
  }
})
