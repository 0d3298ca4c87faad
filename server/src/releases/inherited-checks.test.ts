import { checkSchema, releaseFileSchema, serviceSchema } from '@ripcord/model'
import { expect, it } from 'vitest'
import { by, openShop } from '../changes/testing/house.js'

const beat = { id: 'beat', type: 'heartbeat', period: '30s' }
const errors = { id: 'errors', type: 'sdk-outcomes' }

/** What a release of several services watches, whose services have these checks. */
async function watchedOf(...services: object[][]) {
  const house = await openShop('a')
  const entities = services.map((checks, i) => ({
    kind: 'service' as const,
    environment: null,
    key: `s${i}`,
    value: serviceSchema.parse({ name: `s${i}`, checks }),
  }))
  await house.commitChange({
    ...by,
    project: 'shop',
    reads: [],
    decide: () => ({ type: 'commit', kind: 'service.updated', entities, result: null }),
  })
  const names = services.map((_, i) => ({ name: `s${i}` }))
  const file = releaseFileSchema.parse({
    release: 'r',
    services: names,
    flags: [{ key: 'a', outgoing: 'on' }],
  })
  await house.releases.apply('shop', 'production', 'r', file, by)
  return (await house.releases.start('shop', 'production', 'r', by)).watches
}

const whole = (check: object) => checkSchema.parse(check)

it('watches the checks of all its services, what SDKs count once', async () => {
  expect(await watchedOf([errors, beat], [{ ...errors, slowAfter: '1s' }])).toEqual([
    whole(errors),
    whole(beat),
  ])
})

it('asks the same of two services once, and what differs each by an id of its own', async () => {
  const other = { ...beat, period: '10s' }
  expect(await watchedOf([beat], [{ ...beat, id: 'pulse' }], [other])).toEqual([
    whole(beat),
    whole({ ...other, id: 'beat-2' }),
  ])
})
