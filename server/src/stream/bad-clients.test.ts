import { messageEvent } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import { rawClient } from './testing/raw-client.js'
import { heldAtHead, hello, makeKill, putFlag, putKill } from './testing/test-hub.js'
import {
  client,
  emptyWord,
  goodKey,
  heard,
  type TestServer,
  testServer,
  until,
} from './testing/test-server.js'

const keyPacket = `40${JSON.stringify({ sdkKey: goodKey })}`

/** A client that stands at the head. */
async function goodClient(test: TestServer) {
  const one = client(test.url)
  await heard(one, 'connect')
  one.say({ type: 'hello', ...hello({ held: await heldAtHead(test.storage) }) })
  await until(() => one.got.length === 1, 'the answer')
  one.got.length = 0
  return one
}

/** Kills a flag, and waits until the client has heard of it. */
async function killReaches(test: TestServer, one: Awaited<ReturnType<typeof goodClient>>): Promise<void> {
  const kill = makeKill(test.keyRing, test.clock)
  await putKill(test.storage, kill)
  await until(() => one.got.some((message) => message.type === 'kill'), 'the kill')
  await until(() => one.got.at(-1)?.type === 'changes', 'the change that has it')
  expect(one.socket.connected).toBe(true)
}

describe('others stay served', () => {
  it.each([
    ['says nothing but what nobody knows', '42["other",{}]'],
    ['asks for one namespace after the other', '40/admin,'],
    ['says words that change nothing', `42["${messageEvent}",${JSON.stringify(emptyWord)}]`],
    ['sends pongs', '3'],
  ])('while one %s, until it is cut', async (_what, packet) => {
    const test = await testServer()
    const good = await goodClient(test)
    const bad = rawClient(test.url)
    await until(() => bad.got().includes('0{'), 'the upgrade')
    bad.say(keyPacket)
    await until(() => bad.got().includes('40{'), 'the connection')
    bad.say(...Array.from({ length: 400 }, () => packet))
    await bad.ended
    expect(bad.got()).toContain('Too many packets')
    await killReaches(test, good)
  })

  it('while one says much and shows no key, until it is cut', async () => {
    const test = await testServer({ keyDeadlineMs: 60_000 })
    const good = await goodClient(test)
    const bad = rawClient(test.url)
    await until(() => bad.got().includes('0{'), 'the upgrade')
    bad.say(...Array.from({ length: 400 }, () => '3'))
    await bad.ended
    expect(bad.got()).toContain('Too many packets')
    await killReaches(test, good)
  })

  it.each(['z', '4', '42["unfinished', '4999[', '45-["binary"]', '2', '40{"sdkKey":'])(
    'while one sends the packet %j',
    async (packet) => {
      const test = await testServer({ keyDeadlineMs: 300 })
      const good = await goodClient(test)
      const bad = rawClient(test.url)
      await until(() => bad.got().includes('0{'), 'the upgrade')
      bad.say(packet)
      await bad.ended
      await killReaches(test, good)
    },
  )

  it('while one sends bytes that are no frame', async () => {
    const test = await testServer()
    const good = await goodClient(test)
    const bad = rawClient(test.url)
    await until(() => bad.got().includes('0{'), 'the upgrade')
    bad.tcp.write(Buffer.alloc(1_000, 0xff))
    await bad.ended
    await killReaches(test, good)
  })

  it('while many come with a wrong key', async () => {
    const test = await testServer({ handshakesPerSecond: 5 })
    const good = await goodClient(test)
    const crowd = Array.from({ length: 40 }, () => client(test.url, { sdkKey: 'wrong' }))
    await Promise.all(crowd.map((one) => heard(one, 'connect_error')))
    const { shedHandshakes, refusedHandshakes } = test.stream.numbers()
    expect(shedHandshakes + refusedHandshakes).toBe(40)
    expect(shedHandshakes).toBeGreaterThan(0)
    await killReaches(test, good)
  })

  it('while one reads nothing; it is told to start over, and what waits for it stays bounded', async () => {
    const test = await testServer()
    const good = await goodClient(test)
    const slow = rawClient(test.url)
    await until(() => slow.got().includes('0{'), 'the upgrade')
    slow.say(keyPacket)
    await until(() => slow.got().includes('40{'), 'the connection')
    const held = await heldAtHead(test.storage)
    slow.say(
      `42["${messageEvent}",${JSON.stringify({ type: 'hello', ...hello({ bootId: 's'.repeat(24), held }) })}]`,
    )
    await until(() => slow.got().includes('"bookmark"'), 'the answer')
    slow.tcp.pause()
    const large = 'x'.repeat(200_000)
    let changes = 0
    while (test.stream.numbers().liveSessions > 1 && changes < 200) {
      await putFlag(test.storage, 'checkout', `${large}${changes++}`)
      await until(() => good.got.length === changes, 'the change')
    }
    const { liveSessions, waitingMessages } = test.stream.numbers()
    expect({ liveSessions, isBounded: waitingMessages < 5 }).toEqual({ liveSessions: 1, isBounded: true })
    await killReaches(test, good)
    slow.tcp.resume()
    await until(() => slow.got().includes('"resync"'), 'the word to start over')
    expect(slow.got()).toContain('"kill"')
  })
})
