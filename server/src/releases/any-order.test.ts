import { isRunning, releaseFileSchema } from '@ripcord/model'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { by, createFlag, type House, openHouse } from '../changes/testing/house.js'
import { RefusedError } from '../errors.js'

const production = 'production'
const flags = ['a', 'b', 'c']
const releases: { readonly [key: string]: string[] } = { first: ['a', 'b'], second: ['b', 'c'] }

type Step =
  | { type: 'start' | 'advance' | 'abort' | 'complete' | 'hold' | 'resume' | 'killRelease'; release: string }
  | { type: 'killFlag'; flag: string; scope: 'release' | 'flag' }
  | { type: 'edit'; flag: string; enabled: boolean }
  | { type: 'restore' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom('start', 'advance', 'abort', 'complete', 'hold', 'resume', 'killRelease'),
      release: fc.constantFrom(...Object.keys(releases)),
    }),
  },
  fc.record({
    type: fc.constant('killFlag'),
    flag: fc.constantFrom(...flags),
    scope: fc.constantFrom('release', 'flag'),
  }),
  fc.record({ type: fc.constant('edit'), flag: fc.constantFrom(...flags), enabled: fc.boolean() }),
  fc.record({ type: fc.constant('restore') }),
)

async function openWithReleases(): Promise<House> {
  const house = await openHouse()
  await house.projects.create({ key: 'shop', name: 'Shop' }, by)
  for (const key of flags) await createFlag(house, key)
  for (const [release, keys] of Object.entries(releases)) {
    const stages = [{ share: 0.1 }, { share: 1 }]
    const outgoing = keys.map((key) => ({ key, outgoing: 'on' }))
    const file = releaseFileSchema.parse({ release, services: [{ name: 's' }], flags: outgoing, stages })
    await house.releases.apply('shop', production, release, file, by)
  }
  return house
}

/** Whether it was done; what is refused must have changed nothing. */
async function perform(house: House, does: Step): Promise<boolean> {
  const { storage } = house
  const before = await storage.changes.head('shop')
  try {
    await act(house, does)
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(RefusedError)
    expect(await storage.changes.head('shop')).toBe(before)
    return false
  }
}

async function act({ releases: all, kills, flags: settings }: House, does: Step): Promise<unknown> {
  const at = ['shop', production] as const
  switch (does.type) {
    case 'start':
      return all.start(...at, does.release, {}, by)
    case 'abort':
      return all.abort(...at, does.release, by)
    case 'advance':
      return all.advance(...at, does.release, {}, by)
    case 'complete':
      return all.complete(...at, does.release, 'none', by)
    case 'hold':
      return all.hold(...at, does.release, { because: 'a look' }, by)
    case 'resume':
      return all.resume(...at, does.release, undefined, by)
    case 'killRelease':
      return kills.kill(...at, { target: { type: 'release', release: does.release } }, by)
    case 'killFlag':
      return kills.kill(...at, { target: { type: 'flags', flags: [does.flag] }, scope: does.scope }, by)
    case 'edit': {
      const { revision } = await settings.readSettings(...at, does.flag)
      return settings.updateSettings(
        ...at,
        does.flag,
        { enabled: does.enabled },
        { ...by, ifMatch: revision },
      )
    }
    case 'restore': {
      const { items } = await kills.list(...at, {}, { limit: 1 })
      const [kill] = items
      return kill && kills.restore(...at, kill.killId, by)
    }
  }
}

async function look({ releases: all, flags: settings }: House) {
  const views = await Promise.all(Object.keys(releases).map((key) => all.read('shop', production, key)))
  const stands = await Promise.all(flags.map((flag) => settings.readSettings('shop', production, flag)))
  return { releases: views, settings: stands }
}

it('in any order of steps one release at most owns a flag, and nothing but completing it moves what lies below', async () => {
  const run = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
    const house = await openWithReleases()
    let before = await look(house)
    for (const does of steps) {
      const wasDone = await perform(house, does)
      const now = await look(house)
      for (const [i, { flag, default: lies, release: owner, kills }] of now.settings.entries()) {
        const owners = now.releases.filter(
          (one) => isRunning(one) && one.flags.some(({ key }) => key === flag),
        )
        expect(owners.map(({ key }) => key)).toEqual(owner === undefined ? [] : [owner.key])
        expect(owner?.stage).toBe(owners[0]?.stage ?? undefined)
        if (does.type !== 'complete') expect(lies).toEqual(before.settings[i]?.default)
        // No step of a release lifts a kill.
        if (does.type !== 'restore')
          expect(kills).toEqual(expect.arrayContaining(before.settings[i]?.kills ?? []))
        const owned = before.settings[i]
        if (does.type === 'edit' && does.flag === flag && owned?.release !== undefined)
          expect(wasDone && owned.enabled !== does.enabled).toBe(false)
      }
      before = now
    }
    await house.storage.close()
  })
  await fc.assert(run, { numRuns: 60 })
}, 120_000)
