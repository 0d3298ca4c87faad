import { expect, it } from 'vitest'
import type { InstanceRecord } from '../storage/storage.js'
import { Presence } from './presence.js'
import { instanceOf } from './testing/guarded-shop.js'

const at = '2026-01-01T00:00:00.000Z'

/** The processes of a service, and seconds that pass. */
function world() {
  const presence = new Presence()
  const records = new Map<string, InstanceRecord>()
  let now = 0
  const set = (name: string, change: Partial<InstanceRecord>) =>
    void records.set(name, { ...(records.get(name) ?? instanceOf(name, at)), ...change })
  return {
    presence,
    come: (name: string, host = name) => set(name, { host, connectedSince: at, lostAt: null }),
    lose: (name: string) => set(name, { connectedSince: null, lostAt: at }),
    leave: (name: string) => set(name, { connectedSince: null, goodbyeAt: at }),
    /** Who crashed meanwhile. */
    pass: (seconds = 1): string[] => {
      const crashed: string[] = []
      for (let left = seconds; left > 0; left--) {
        now += 1_000
        crashed.push(...presence.look([...records.values()], now).crashes.map(({ instance }) => instance))
      }
      return crashed
    },
    counts: () => presence.look([...records.values()], now).services.get('checkout'),
  }
}

it('takes a lost link for no crash, however long it stays away', () => {
  const { come, lose, pass } = world()
  come('a')
  pass()
  lose('a')
  expect(pass(120)).toEqual([])
})

it('takes a process for crashed when another one comes on its host, once', () => {
  const { come, lose, pass, presence } = world()
  come('a', 'host-1')
  come('b', 'host-2')
  pass(5)
  lose('a')
  pass()
  come('a2', 'host-1')
  expect(pass(30)).toEqual(['a'])
  expect(presence.crashesOf('checkout')).toBe(1)
  pass(31 * 60)
  expect(presence.crashesOf('checkout')).toBe(0)
})

it('sees one that crashed and was replaced between two looks', () => {
  const { come, lose, pass } = world()
  come('a', 'host-1')
  pass()
  lose('a')
  come('a2', 'host-1')
  expect(pass()).toEqual(['a'])
})

it('sees by a successor that is gone before the next look that one has crashed, and no more by those of long ago', () => {
  const { come, lose, pass } = world()
  come('old', 'host-1')
  lose('old')
  come('a', 'host-1')
  pass()
  lose('a')
  come('a2', 'host-1')
  lose('a2')
  expect(pass()).toEqual(['a'])
  expect(pass(10 * 60)).toEqual([])
  come('b', 'host-1')
  expect(pass(60)).toEqual([])
})

it('takes neither a goodbye nor a replacement on another host for a crash', () => {
  const { come, lose, leave, pass } = world()
  come('a', 'host-1')
  come('b', 'host-2')
  pass()
  leave('a')
  lose('b')
  come('a2', 'host-1')
  come('c', 'host-3')
  expect(pass(60)).toEqual([])
})

it('waits fifteen seconds for a return where no host is named', () => {
  const { come, lose, pass } = world()
  come('a', '')
  come('b', '')
  pass(5)
  lose('a')
  lose('b')
  pass()
  come('c', '')
  come('d', '')
  expect(pass(10)).toEqual([])
  come('b', '')
  expect(pass(10)).toEqual(['a'])
})

it('takes a server’s own restart for nobody’s crash: all come back as who they were', () => {
  const { come, lose, pass } = world()
  for (const name of ['a', 'b', 'c']) come(name, 'one-host')
  pass(5)
  for (const name of ['a', 'b', 'c']) lose(name)
  pass(3)
  for (const name of ['a', 'b', 'c']) come(name, 'one-host')
  expect(pass(60)).toEqual([])
})

it('tells how many of those of a minute ago are there, or have a successor', () => {
  const { come, lose, leave, pass, counts } = world()
  for (const name of ['a', 'b', 'c', 'd']) come(name)
  pass(90)
  expect(counts()).toEqual({ connected: 4, minuteAgo: 4, returned: 4 })
  lose('a')
  lose('b')
  leave('c')
  pass()
  come('b2', 'b')
  pass()
  // Whoever said goodbye is out of the count.
  expect(counts()).toEqual({ connected: 2, minuteAgo: 3, returned: 2 })
})
