import { beforeEach, describe, expect, it } from 'vitest'
import { by } from '../../server/src/changes/testing/house.js'
import { environmentId, project } from '../simulation/database.js'
import { production, World, type WorldClient } from './world.js'

// What the rules of the protocol exist for, each as it comes about: a real server and real clients, with what is on
// its way held and let go by hand. docs/reliability.md lists them.

let world: World

beforeEach(async () => {
  world = await World.open()
  await world.createFlag('checkout')
  await world.createFlag('search')
})

async function ready(name: string, parts?: Parameters<World['addClient']>[1]): Promise<WorldClient> {
  const added = world.addClient(name, parts)
  await world.settled([added])
  return added
}

const served = ({ client }: WorldClient, flagKey = 'checkout'): string =>
  client.getStringValue(flagKey, 'default')
const revisionOf = ({ client }: WorldClient): number | undefined => client.status.position?.revision
const epochOf = ({ client }: WorldClient): string | undefined => client.status.position?.epoch

async function standing(): Promise<string[]> {
  const { items } = await world.server.house.kills.list(project, production, {}, { limit: 100 })
  return items.map(({ killId }) => killId)
}

async function waiting(): Promise<string[]> {
  const items = await world.server.house.kills.waiting(project, production)
  return items.map(({ kill }) => kill.killId)
}

async function safe(killId: string): Promise<string> {
  const propagation = await world.server.hub.propagation(environmentId, killId)
  return `${propagation?.safe} of ${propagation?.total}`
}

describe('what overtakes what', () => {
  it('a bookmark before a queued kill: it moves no revision, so the kill is not taken for an old one', async () => {
    const one = await ready('one')
    const before = revisionOf(one)
    one.way.hold()
    await world.kill(['checkout'])
    await world.pass(6_000)
    one.way.release('bookmark')
    await world.pass(100)
    expect([revisionOf(one), served(one)]).toEqual([before, 'on'])
    one.way.release('kill')
    await world.pass(100)
    expect([revisionOf(one), served(one)]).toEqual([before, 'off'])
    one.way.release()
    await world.settled()
    expect(served(one)).toBe('off')
  })

  it('a kill before the edit that it overtakes: it holds, the edit follows, and a restore shows the edit', async () => {
    const one = await ready('one')
    const before = revisionOf(one)
    one.way.hold()
    await world.edit(['checkout', 'search'], 'edited')
    const killId = await world.kill(['checkout'])
    await world.pass(100)
    one.way.release('kill')
    await world.pass(100)
    expect([revisionOf(one), served(one), served(one, 'search')]).toEqual([before, 'off', 'on'])
    expect(await safe(killId)).toBe('1 of 1')
    one.way.release()
    await world.settled()
    expect([served(one), served(one, 'search')]).toEqual(['off', 'edited'])
    await world.restore(killId)
    await world.settled()
    expect(served(one)).toBe('edited')
  })

  it('a kill and its restore before the edit that the kill overtakes: it does not come back with the edit', async () => {
    const one = await ready('one')
    one.way.hold()
    await world.edit(['checkout'], 'edited')
    await world.restore(await world.kill(['checkout']))
    await world.pass(100)
    one.way.release()
    await world.settled()
    expect(served(one)).toBe('edited')
    await world.pass(20_000)
    expect(served(one)).toBe('edited')
  })

  it('a snapshot captured before a kill and applied after it: the kill stays', async () => {
    const { revision: before } = await world.server.storage.changes.environmentHead(environmentId)
    const one = world.addClient('one')
    one.way.holdHttp('answers')
    await world.until(() => (one.way.asked.length > 0 ? undefined : 'no snapshot is on its way'))
    const killId = await world.kill(['checkout'])
    await world.pass(100)
    expect(served(one)).toBe('off')
    one.way.hold()
    one.way.releaseHttp()
    await world.pass(100)
    expect([revisionOf(one), served(one), served(one, 'search')]).toEqual([before, 'off', 'on'])
    one.way.release()
    await world.settled()
    expect(served(one)).toBe('off')
    await world.restore(killId)
    await world.settled()
    expect(served(one)).toBe('on')
  })

  it('a kill that arrives after a snapshot which knows of its end: it is old, and not served for a moment', async () => {
    const one = world.addClient('one')
    one.way.holdHttp('requests')
    await world.until(() => (one.way.asked.includes('snapshot') ? undefined : 'no snapshot is on its way'))
    one.way.hold()
    await world.restore(await world.kill(['checkout']))
    await world.pass(100)
    one.way.releaseHttp()
    await world.pass(100)
    expect(served(one)).toBe('on')
    const seen: string[] = []
    one.client.on('changed', () => seen.push(served(one)))
    one.way.release()
    await world.pass(20_000)
    expect(seen).toEqual([])
  })

  it('a snapshot asked for before a stream and answered after what the stream has said: it undoes nothing', async () => {
    const one = await ready('one')
    one.way.cut('streams')
    await world.edit(['checkout'], 'first')
    await world.until(() => {
      if (one.way.asked.includes('snapshot')) return undefined
      // What it asks first is only whether something is new.
      one.way.releaseHttp()
      one.way.holdHttp('answers')
      return 'no snapshot was asked for'
    })
    one.way.mend()
    await world.until(() => (one.client.status.source === 'stream' ? undefined : 'there is no stream'))
    await world.edit(['checkout'], 'second')
    await world.settled()
    one.way.releaseHttp()
    await world.pass(100)
    expect(served(one)).toBe('second')
  })
})

describe.each([
  { how: 'restored' as const, by: 'command' },
  { how: 'copied' as const, by: 'copying the file' },
])('a backup restored by $by', ({ how }) => {
  it('under clients that are ahead, equal and behind: all serve the backup, and no kill that stands is lost', async () => {
    const [ahead, equal, behind] = [await ready('ahead'), await ready('equal'), await ready('behind')]
    behind.way.cut()
    const early = await world.kill(['search'])
    await world.edit(['checkout'], 'in the backup')
    await world.settled([ahead, equal])
    const backup = world.server.backup()
    const { revision: inBackup } = await world.server.storage.changes.environmentHead(environmentId)
    equal.way.cut()
    await world.edit(['checkout'], 'lost')
    const late = await world.kill(['checkout'])
    await world.settled([ahead])
    expect(revisionOf(ahead)).toBeGreaterThan(inBackup)
    expect(revisionOf(equal)).toBe(inBackup)
    expect(revisionOf(behind)).toBeLessThan(inBackup)

    await world.restart({ type: how, backup })
    // Other changes under the revisions that the one ahead has seen.
    const headNow = async () => (await world.server.storage.changes.environmentHead(environmentId)).revision
    for (let edits = 1; (await headNow()) < (revisionOf(ahead) ?? 0); edits++)
      await world.edit(['checkout'], `edit ${edits}`)
    await world.edit(['checkout'], 'after it')
    equal.way.mend()
    behind.way.mend()
    await world.until(async () => ((await standing()).length === 2 ? undefined : 'a kill is missing'))
    await world.settled()
    expect((await standing()).toSorted()).toEqual([early, late].toSorted())
    for (const one of world.clients) expect([served(one), served(one, 'search')]).toEqual(['off', 'off'])
    await world.restore(late)
    await world.restore(early)
    await world.settled()
    for (const one of world.clients) expect([served(one), served(one, 'search')]).toEqual(['after it', 'on'])
  })
})

describe('what a restored backup does with a kill that was lifted after it', () => {
  it('by command: it stays lifted, also for a client that still holds it', async () => {
    const [there, absent] = [await ready('there'), await ready('absent')]
    const killId = await world.kill(['checkout'])
    await world.settled()
    const backup = world.server.backup()
    absent.way.cut()
    await world.restore(killId)
    await world.settled([there])
    await world.restart({ type: 'restored', backup })
    absent.way.mend()
    await world.settled()
    await world.pass(10_000)
    expect(await standing()).toEqual([])
    for (const one of world.clients) expect(served(one)).toBe('on')
  })

  it('by copying the file: it stands again, for everybody alike', async () => {
    const one = await ready('one')
    const killId = await world.kill(['checkout'])
    await world.settled()
    const backup = world.server.backup()
    await world.restore(killId)
    await world.settled()
    expect(served(one)).toBe('on')
    await world.restart({ type: 'copied', backup })
    await world.settled()
    expect(await standing()).toEqual([killId])
    expect(served(one)).toBe('off')
  })
})

describe('epochs', () => {
  it('a clock that was fast when the epoch was minted, and a log that has forgotten it: the server mints above', async () => {
    const one = await ready('one')
    const backup = world.server.backup()
    const { clock } = world.server
    const now = clock.now().getTime()
    clock.setWall(now + 24 * 3_600_000)
    await world.restart()
    await world.settled()
    const fast = epochOf(one) ?? ''
    clock.setWall(now)
    await world.restart({ type: 'copied', backup })
    expect(world.server.hub.epoch < fast).toBe(true)
    await world.settled()
    expect((epochOf(one) ?? '') > fast).toBe(true)
    await world.edit(['checkout'], 'heard')
    await world.settled()
    expect(served(one)).toBe('heard')
  })

  it('a clock that was fast when the epoch was minted, and a log that knows it: the next start is above it', async () => {
    const one = await ready('one')
    const { clock } = world.server
    const now = clock.now().getTime()
    clock.setWall(now + 24 * 3_600_000)
    await world.restart()
    await world.settled()
    const fast = epochOf(one) ?? ''
    clock.setWall(now)
    await world.restart()
    expect(world.server.hub.epoch > fast).toBe(true)
    await world.settled()
  })

  it('a new key file over a log that went back: an epoch that nobody can prove is believed, and kills wait', async () => {
    const one = await ready('one')
    const backup = world.server.backup()
    await world.restart()
    const killId = await world.kill(['checkout'])
    await world.settled()
    const { clock } = world.server
    const seen = epochOf(one) ?? ''
    clock.setWall(clock.now().getTime() - 3_600_000)
    await world.server.die()
    world.server.loseKey()
    await world.server.start({ type: 'copied', backup })
    expect(world.server.hub.epoch < seen).toBe(true)
    await world.settled()
    expect((epochOf(one) ?? '') > seen).toBe(true)
    expect([await waiting(), await standing()]).toEqual([[killId], []])
    expect(served(one)).toBe('off')
    await world.server.house.kills.settle(project, production, killId, 'dismissed', by)
    await world.until(() => (served(one) === 'on' ? undefined : 'the kill is still served'))
  })

  it('a new key file and nothing else: every kill stands, and is lifted by its restore', async () => {
    const one = await ready('one')
    const killId = await world.kill(['checkout'])
    await world.settled()
    await world.server.die()
    world.server.loseKey()
    await world.server.start()
    await world.settled()
    expect([served(one), await standing(), await waiting()]).toEqual(['off', [killId], []])
    await world.until(async () => ((await safe(killId)) === '1 of 1' ? undefined : await safe(killId)))
    await world.restore(killId)
    await world.settled()
    expect(served(one)).toBe('on')
  })
})

describe('kills that the log and the clients do not agree on', () => {
  it('a lost kill that SDKs still hold: it is adopted under its id, and reaches those who never heard of it', async () => {
    const one = await ready('one')
    const backup = world.server.backup()
    const killId = await world.kill(['checkout'])
    await world.settled()
    await world.restart({ type: 'copied', backup })
    const other = world.addClient('other')
    await world.until(async () => ((await standing()).length > 0 ? undefined : 'it is not adopted'))
    await world.settled()
    expect(await standing()).toEqual([killId])
    const { cause, actor } = await world.server.house.kills.read(project, production, killId)
    expect([cause, actor.id]).toEqual(['recovered', 'ada'])
    expect([served(one), served(other)]).toEqual(['off', 'off'])
  })

  it('a lifted kill that an absent SDK brings back: it is told to let go, and nobody else hears of it', async () => {
    const [there, absent] = [await ready('there'), await ready('absent')]
    const killId = await world.kill(['checkout'])
    await world.settled()
    absent.way.cut()
    await world.restore(killId)
    await world.settled([there])
    await world.pass(60_000)
    expect([served(there), served(absent)]).toEqual(['on', 'off'])
    absent.way.mend()
    await world.settled()
    expect([served(there), served(absent)]).toEqual(['on', 'on'])
    expect(await standing()).toEqual([])
  })

  it('a drill that outlives its server: SDKs end it by themselves, and the log when the server is back', async () => {
    const one = await ready('one')
    const target = { type: 'flags' as const, flags: ['checkout'] }
    const drill = { target, endsAfterMs: 60_000 }
    const { kill } = await world.server.house.kills.drill(project, production, drill, by)
    const killId = await world.kill(['search'])
    await world.settled()
    expect([served(one), served(one, 'search')]).toEqual(['off', 'off'])
    await world.server.die()
    await world.pass(50_000)
    expect(served(one)).toBe('off')
    await world.pass(15_000)
    expect([served(one), served(one, 'search')]).toEqual(['on', 'off'])
    await world.server.start()
    await world.settled()
    // The server counts from its own start; to this client the drill is over, and does not come back.
    expect((await standing()).toSorted()).toEqual([kill.killId, killId].toSorted())
    expect(served(one)).toBe('on')
    await world.pass(65_000)
    await world.settled()
    expect(await standing()).toEqual([killId])
    expect([served(one), served(one, 'search')]).toEqual(['on', 'off'])
  })
})
