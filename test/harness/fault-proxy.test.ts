import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { testScope } from '../e2e/test-scope.js'
import { type FaultProxy, startFaultProxy } from './fault-proxy.js'
import { listen } from './free-port.js'
import { waitFor } from './wait-for.js'

/** A server that answers each byte with ten, behind a proxy. */
async function tenfold(): Promise<FaultProxy> {
  const scope = testScope()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (chunk) => socket.write(Buffer.alloc(chunk.length * 10, 'x')))
  })
  const port = await listen(server)
  scope.defer(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return startFaultProxy(scope, port)
}

async function open(port: number): Promise<{ socket: Socket; read: () => number; closed: () => boolean }> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  let read = 0
  socket.on('data', (chunk) => {
    read += chunk.length
  })
  await once(socket, 'connect')
  return { socket, read: () => read, closed: () => socket.destroyed || socket.readableEnded }
}

it('passes bytes on and counts them', async () => {
  const proxy = await tenfold()
  const client = await open(proxy.port)
  client.socket.write('abc')
  await waitFor('the answer', () => client.read() === 30)
  expect(proxy.counters).toMatchObject({ accepted: 1, open: 1, bytesUp: 3, bytesDown: 30 })
  client.socket.destroy()
  await waitFor('the end', () => proxy.counters.open === 0)
})

it('cuts after exactly so many bytes', async () => {
  const proxy = await tenfold()
  const client = await open(proxy.port)
  const cut = proxy.cutAfter('down', 13)
  client.socket.write('ab')
  await cut
  await waitFor('the cut', client.closed)
  expect(client.read()).toBe(13)
  const next = await open(proxy.port)
  next.socket.write('ab')
  await waitFor('the answer on a new connection', () => next.read() === 20)
})

it('swallows without closing in a black hole, and lets it pass when it heals', async () => {
  const proxy = await tenfold()
  const client = await open(proxy.port)
  proxy.set({ type: 'blackhole' })
  client.socket.write('a')
  await sleep(50)
  expect([client.read(), client.closed()]).toEqual([0, false])
  proxy.set({ type: 'none' })
  await waitFor('the answer', () => client.read() === 10)
})

it('closes what it accepts', async () => {
  const proxy = await tenfold()
  proxy.set({ type: 'acceptThenClose' })
  const client = await open(proxy.port)
  await waitFor('the close', client.closed)
  expect(proxy.counters.accepted).toBe(1)
})

it('refuses, and listens again on the same port', async () => {
  const proxy = await tenfold()
  await proxy.refuse()
  await expect(open(proxy.port)).rejects.toThrow('ECONNREFUSED')
  await proxy.listenAgain()
  const client = await open(proxy.port)
  client.socket.write('a')
  await waitFor('the answer', () => client.read() === 10)
})

it('delays', async () => {
  const proxy = await tenfold()
  proxy.set({ type: 'delay', ms: 40 })
  const client = await open(proxy.port)
  const start = performance.now()
  client.socket.write('a')
  await waitFor('the answer', () => client.read() === 10)
  expect(performance.now() - start).toBeGreaterThan(75)
})

it('leads what connects from now on to another port', async () => {
  const [proxy, other] = [await tenfold(), await tenfold()]
  const before = await open(proxy.port)
  proxy.leadTo(other.port)
  const after = await open(proxy.port)
  before.socket.write('x')
  after.socket.write('x')
  await waitFor('both answers', () => before.read() === 10 && after.read() === 10)
  expect([proxy.counters.accepted, other.counters.accepted]).toEqual([2, 1])
})
