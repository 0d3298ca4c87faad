import type { EntityRef } from '@ripcord/model'
import { expect, it } from 'vitest'
import { aboutOf } from './about.js'

const of = (kind: EntityRef['kind'], key: string): EntityRef => ({ kind, environment: 'production', key })
const kills = [
  { killId: 'kill-1', flags: ['a', 'b'], releases: [] },
  { killId: 'kill-2', flags: ['c'], releases: [{ key: 'checkout-1' }] },
]

it('names the flags of a kill, which say more than its id', () => {
  expect(aboutOf([of('kill', 'kill-1'), of('episode', 'f00')], kills)).toEqual(['a', 'b'])
})

it('names the release where one was killed, started or restored', () => {
  expect(aboutOf([of('kill', 'kill-2')], kills)).toEqual(['checkout-1'])
  expect(aboutOf([of('release', 'checkout-1'), of('flagSettings', 'c')], kills)).toEqual(['checkout-1'])
})

it('names what has changed once, and nothing of a kill that nobody knows', () => {
  expect(aboutOf([of('flag', 'a'), of('flagSettings', 'a')], [])).toEqual(['a'])
  expect(aboutOf([of('kill', 'kill-9')], kills)).toEqual([])
})
