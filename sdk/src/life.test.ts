import { describe, expect, it } from 'vitest'
import { FakeServer } from './testing/fake-server.js'
import { startClient } from './testing/fake-world.js'
import { flag } from './testing/samples.js'

describe('ready()', () => {
  it.each([[{ timeoutMs: 10 }], [{ timeoutMs: -5 }], [{ timeoutMs: 0 }]])(
    'settles by its timeout where no server answers: %o',
    async (options) => {
      const { client } = startClient({ servers: () => undefined })
      expect((await client.ready(options)).status).toMatch(/NOT_READY|ERROR/)
    },
  )

  it('settles at once where there is nothing to wait for', async () => {
    const { client, clock } = startClient({ servers: new FakeServer() })
    await clock.advance(100)
    expect((await client.ready({ timeoutMs: Number.POSITIVE_INFINITY })).status).toBe('READY')
    const fatal = startClient({ servers: new FakeServer(), options: { url: 'nowhere' } })
    expect(await fatal.client.ready()).toMatchObject({
      status: 'FATAL',
      because: expect.stringContaining('url'),
    })
  })

  it('settles when the client is closed meanwhile', async () => {
    const { client } = startClient({ servers: () => undefined })
    const ready = client.ready({ timeoutMs: 1e9 })
    await client.close()
    expect((await ready).because).toBe('the client is closed')
  })
})

describe('close()', () => {
  it('says goodbye, frees every timer, and goes on serving what it held', async () => {
    const server = new FakeServer([flag('a')])
    const { client, clock } = startClient({ servers: server, options: { overrideFile: '/nonexistent' } })
    await clock.advance(100)
    await client.close()
    expect(server.goodbyes).toHaveLength(1)
    expect(server.streams.size).toBe(0)
    expect(clock.timers).toBe(0)
    expect(client.status.status).toBe('NOT_READY')
    expect(client.getBooleanValue('a', false)).toBe(true)
  })

  it('says goodbye by POST where there is no stream to say it over', async () => {
    const polling = new FakeServer([flag('a')])
    const polled = startClient({ servers: polling, options: { mode: 'polling' } })
    await polled.clock.advance(100)
    await polled.client.close()
    expect(polling.goodbyes).toHaveLength(1)
    const early = new FakeServer([flag('a')])
    early.refusesStreams = true
    const closed = startClient({ servers: early })
    await closed.clock.advance(100)
    await closed.client.close()
    expect(early.goodbyes).toHaveLength(1)
  })

  it('may be called twice, and together', async () => {
    const server = new FakeServer([flag('a')])
    const { client, clock } = startClient({ servers: server })
    await clock.advance(100)
    await Promise.all([client.close(), client.close()])
    await client.close()
    expect(server.goodbyes).toHaveLength(1)
  })

  it.each<[string, (server: FakeServer) => void]>([
    ['before anything was answered', () => undefined],
    ['while the server hangs', (server) => void (server.isHanging = true)],
    ['while the key is refused', (server) => void (server.refusal = { because: 'no', status: 401 })],
    ['in a silence', (server) => void (server.isHanging = true)],
  ])('works %s', async (_, prepare) => {
    const server = new FakeServer([flag('a')])
    prepare(server)
    const { client, clock } = startClient({ servers: server })
    await clock.advance(20)
    await client.close()
    expect(clock.timers).toBe(0)
    client.override('a', true)
    await clock.advance(60_000)
    expect(clock.timers).toBe(0)
  })

  it('takes two seconds at most, whatever the server does', async () => {
    const server = new FakeServer([flag('a')])
    const { client, clock } = startClient({ servers: server })
    await clock.advance(100)
    client.getBooleanValue('a', false)
    server.isHanging = true
    const began = performance.now()
    await client.close()
    expect(performance.now() - began).toBeLessThan(4_000)
  })
})

describe('listeners', () => {
  it('may throw, reject and come off; the others are called all the same', async () => {
    const server = new FakeServer([flag('a')])
    const { client, clock, lines } = startClient({ servers: server })
    const seen: string[] = []
    client.on('changed', () => {
      throw new Error('mine')
    })
    const rejecting: () => unknown = () => Promise.reject(new Error('later'))
    client.on('changed', rejecting)
    const off = client.on('changed', ({ keys }) => seen.push(...keys))
    await clock.advance(100)
    expect(seen).toEqual(['a'])
    off()
    off()
    server.change(flag('b'))
    await clock.advance(100)
    expect(seen).toEqual(['a'])
    expect(lines.filter((line) => line.includes('a listener failed'))).toHaveLength(4)
  })

  it('of what never happens, and those that are none, are told of at once', () => {
    const { client, lines } = startClient({ servers: new FakeServer() })
    client.on('nope' as 'changed', () => undefined)()
    client.on('changed', undefined as never)()
    expect(lines).toEqual([
      'warn: [ripcord] on() was given "nope", expected "changed" or "status": nothing will be called',
      'warn: [ripcord] on() was given no function: nothing will be called',
    ])
  })

  it('see the whole of a change: an evaluation within one answers what is new', async () => {
    const server = new FakeServer([flag('a'), flag('b')])
    const { client, clock } = startClient({ servers: server })
    await clock.advance(100)
    const seen: boolean[][] = []
    client.on('changed', () => {
      seen.push([client.getBooleanValue('a', true), client.getBooleanValue('b', true)])
    })
    const off = { default: { type: 'variant', variant: 'off' } } as const
    server.change(flag('a', off), flag('b', off))
    await clock.advance(10)
    expect(seen).toEqual([[false, false]])
  })
})

describe('the log', () => {
  it('has at most ten lines a minute, and counts the others', async () => {
    const { client, clock, lines } = startClient({ servers: new FakeServer() })
    client.override('a', true)
    for (let i = 0; i < 50; i++) client.override('a', Symbol('s') as never)
    expect(lines).toHaveLength(10)
    await clock.advance(60_000)
    client.override('a', Symbol('s') as never)
    const [more] = /and \d+ more lines that were not shown/.exec(lines[10] ?? '') ?? []
    expect(Number(/\d+/.exec(more ?? '')?.[0])).toBeGreaterThanOrEqual(40)
  })

  it('may throw', () => {
    const boom = (): never => {
      throw new Error('disk full')
    }
    const { client } = startClient({
      servers: new FakeServer(),
      options: { logger: { debug: boom, info: boom, warn: boom, error: boom }, mode: 'nonsense' },
    })
    expect(client.getBooleanValue('a', true)).toBe(true)
  })
})
