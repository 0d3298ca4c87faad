import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { Server } from 'socket.io'
import { afterEach, describe, expect, it } from 'vitest'
import { Agenda } from '../agenda.js'
import { systemClock } from '../clock.js'
import { FakeClock } from '../testing/fake-clock.js'
import { createStreamSource, farewellMs, openingMs, type StreamSource } from './stream.js'

type Heard = { event: string; value?: unknown; refusal?: unknown }

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

async function listen(http: HttpServer): Promise<string> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  ends.push(() => {
    http.closeAllConnections()
    http.close()
  })
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

async function hub(): Promise<{ io: Server; base: string }> {
  const http = createHttpServer()
  const io = new Server(http, { path: '/sdk/v1/stream', transports: ['websocket'], serveClient: false })
  ends.push(() => void io.close())
  return { io, base: await listen(http) }
}

function source(agenda = new Agenda(systemClock, () => undefined)) {
  const heard: Heard[] = []
  const stream: StreamSource = createStreamSource('rk_srv_1', agenda, {
    opened: () => void heard.push({ event: 'opened' }),
    message: (value) => void heard.push({ event: 'message', value }),
    closed: (because, refusal) => void heard.push({ event: 'closed', value: because, refusal }),
  })
  ends.push(() => void stream.close())
  return { stream, heard }
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds() && waited < 10_000; waited += 10)
    await new Promise((resolve) => setTimeout(resolve, 10))
  expect(holds()).toBe(true)
}

describe('the stream', () => {
  it('opens one websocket with the key in the handshake, and carries messages both ways', async () => {
    const { io, base } = await hub()
    const { stream, heard } = source()
    const said: unknown[] = []
    io.on('connection', (socket) => {
      expect(socket.handshake.auth).toEqual({ sdkKey: 'rk_srv_1' })
      expect(socket.handshake.url).not.toContain('rk_srv_1')
      expect(socket.conn.transport.name).toBe('websocket')
      socket.on('ripcord', (message: unknown) => said.push(message))
      socket.emit('ripcord', { type: 'goodbye', reconnectAfterMs: 1 })
    })
    stream.open(base)
    await until(() => heard.length === 2)
    expect(heard).toEqual([
      { event: 'opened' },
      { event: 'message', value: { type: 'goodbye', reconnectAfterMs: 1 } },
    ])
    stream.send({ type: 'goodbye', count: 3 })
    void stream.close()
    await until(() => said.length === 1)
    await until(() => io.engine.clientsCount === 0)
    expect(said).toEqual([{ type: 'goodbye', count: 3 }])
    expect(heard).toHaveLength(2)
  })

  it('is not closed before the server has heard a goodbye, which it says by ending the stream', async () => {
    const { io, base } = await hub()
    const { stream, heard } = source(new Agenda(new FakeClock(), () => undefined))
    const said = new Promise<() => void>((resolve) => {
      io.on('connection', (socket) => {
        socket.on('ripcord', () => resolve(() => socket.disconnect(true)))
      })
    })
    stream.open(base)
    await until(() => heard.length === 1)
    stream.send({ type: 'goodbye', count: 3 })
    let isClosed = false
    const closed = stream.close().finally(() => {
      isClosed = true
    })
    const end = await said
    expect(isClosed).toBe(false)
    end()
    await closed
    expect(heard).toHaveLength(1)
  })

  it('waits for a server that does not end it a second at most', async () => {
    const { io, base } = await hub()
    const clock = new FakeClock()
    const { stream, heard } = source(new Agenda(clock, () => undefined))
    stream.open(base)
    await until(() => heard.length === 1)
    stream.send({ type: 'goodbye', count: 3 })
    const closed = stream.close()
    await clock.advance(farewellMs)
    await closed
    await until(() => io.engine.clientsCount === 0)
    expect(clock.timers).toBe(0)
  })

  it('says what the server said with its no', async () => {
    const { io, base } = await hub()
    io.use((_, next) => {
      next(Object.assign(new Error('no'), { data: { status: 503, because: 'busy', retryAfterMs: 500 } }))
    })
    const { stream, heard } = source()
    stream.open(base)
    await until(() => heard.length === 1)
    expect(heard).toEqual([{ event: 'closed', value: 'busy', refusal: { status: 503, retryAfterMs: 500 } }])
  })

  it('reads the status of a handshake that was refused before it reached the server', async () => {
    const base = await listen(createHttpServer((_, response) => response.writeHead(429).end()))
    const { stream, heard } = source()
    stream.open(base)
    await until(() => heard.length === 1)
    expect(heard[0]).toMatchObject({ event: 'closed', refusal: { status: 429 } })
  })

  it('takes what answers like any web server for what it is', async () => {
    const base = await listen(createHttpServer((_, response) => response.end('<html>')))
    const { stream, heard } = source()
    stream.open(base)
    await until(() => heard.length === 1)
    expect(heard[0]).toMatchObject({ event: 'closed', value: expect.stringContaining('no Ripcord server') })
  })

  it('asks in one line whether a port speaks TLS', async () => {
    const base = await listen(createHttpServer())
    const { stream, heard } = source()
    stream.open(base.replace('http:', 'https:'))
    await until(() => heard.length === 1)
    expect(heard[0]).toMatchObject({
      event: 'closed',
      value: 'no TLS came back: does the port speak TLS? Where it does not, the url begins with http://',
    })
  })

  it('hears once that the server has gone', async () => {
    const { io, base } = await hub()
    const { stream, heard } = source()
    stream.open(base)
    await until(() => heard.length === 1)
    io.disconnectSockets(true)
    await until(() => heard.length === 2)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(heard.map(({ event }) => event)).toEqual(['opened', 'closed'])
  })

  it('says what the server said as it cut the connection', async () => {
    const { io, base } = await hub()
    const { stream, heard } = source()
    stream.open(base)
    await until(() => heard.length === 1)
    for (const { conn } of io.sockets.sockets.values()) {
      const { socket } = conn.transport as unknown as {
        socket: { close(code: number, reason: string): void }
      }
      socket.close(4_000, 'No hello came: send it.')
    }
    await until(() => heard.length === 2)
    expect(heard[1]).toEqual({ event: 'closed', value: 'No hello came: send it.', refusal: {} })
  })

  it('has one connection at a time', async () => {
    const { io, base } = await hub()
    const { stream, heard } = source()
    for (let i = 0; i < 5; i++) stream.open(base)
    await until(() => heard.length === 1)
    await until(() => io.engine.clientsCount === 1)
    expect(heard).toEqual([{ event: 'opened' }])
  })

  it('gives up a server that accepts and then says nothing', async () => {
    const clock = new FakeClock()
    const tcp = createTcpServer()
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
    ends.push(() => tcp.close())
    const { stream, heard } = source(new Agenda(clock, () => undefined))
    stream.open(`http://127.0.0.1:${(tcp.address() as AddressInfo).port}`)
    await clock.advance(openingMs)
    expect(heard).toEqual([{ event: 'closed', value: `no answer within ${openingMs} ms`, refusal: {} }])
    expect(clock.timers).toBe(0)
  })

  it('says so where nobody listens', async () => {
    const { stream, heard } = source()
    stream.open('http://127.0.0.1:1')
    await until(() => heard.length === 1)
    expect(heard[0]).toMatchObject({ event: 'closed', value: expect.stringContaining('ECONNREFUSED') })
  })
})
