// A day in the life of a client whose server has gone, in a process of its own: time is moved by hand, sockets and
// files are real. Needs --expose-gc. Prints what it saw as a line of JSON.
import { subscribe } from 'node:diagnostics_channel'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { DaySettings, DaySight } from './day-messages.js'
import { FakeTime } from './fake-time.js'

const minuteMs = 60_000
const settings = JSON.parse(process.argv[2] ?? '{}') as DaySettings
const { port, sdkKey, cacheDir, minutes, evaluations, overrides } = settings

const open = new Set<Socket>()
let mostSockets = 0
let attempts = 0
subscribe('net.client.socket', (message) => {
  const { socket } = message as { socket: Socket }
  attempts += 1
  open.add(socket)
  // One that has failed says so before it says that it is closed.
  const alive = [...open].filter(({ destroyed }) => !destroyed)
  mostSockets = Math.max(mostSockets, alive.length)
  socket.once('close', () => open.delete(socket))
})

const time = new FakeTime()
time.install()
const { createClient } = await import('@ripcord/sdk')

let lines = 0
const line = (): void => void (lines += 1)
const flagKeys = Array.from({ length: overrides }, (_, index) => `override-${index}`)
const client = createClient({
  url: `http://127.0.0.1:${port}`,
  sdkKey,
  cacheDir,
  application: { name: 'day', version: '1.0.0' },
  overrides: Object.fromEntries(flagKeys.map((key) => [key, true])),
  logger: { debug: line, info: line, warn: line, error: line },
})
flagKeys.push('a')

let evaluated = 0
let wrong = 0
let idleTimers = 0
const heap: number[] = []
for (let minute = 1; minute <= minutes; minute++) {
  for (const end = Math.round((evaluations * minute) / minutes); evaluated < end; evaluated++) {
    const flagKey = flagKeys[evaluated % flagKeys.length] ?? ''
    if (!client.getBooleanValue(flagKey, false, { targetingKey: `user-${evaluated}` })) wrong += 1
  }
  await time.advance(minuteMs, settled)
  idleTimers = Math.max(idleTimers, time.timers)
  heap.push(await heapBytes())
}
const { status, ageMs, since } = client.status
const before = { attempts, mostSockets, mostTimers: time.mostTimers }

const reported = await closeReported()
const sight: DaySight = {
  ...before,
  ...reported,
  evaluated,
  wrong,
  idleTimers,
  lines,
  heap,
  status,
  ageMs: ageMs ?? Number.NaN,
  staleForMs: Date.now() - since.getTime(),
  timersLeft: time.timers,
}
console.log(JSON.stringify(sight))

/** No connection is being made, and what its end has led to is done. */
async function settled(): Promise<void> {
  do await turn()
  while (open.size > 0)
  for (let turns = 0; turns < 3; turns++) await turn()
}

async function heapBytes(): Promise<number> {
  await settled()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Somebody listens again where the server was: what the client has counted arrives as it is closed. */
async function closeReported(): Promise<{ counted: number; dropped: number }> {
  const sum = { counted: 0, dropped: 0 }
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (request.url?.endsWith('/report') === true) {
      const report = JSON.parse(Buffer.concat(chunks).toString()) as Report
      sum.dropped += report.dropped
      for (const { count } of report.evaluations) sum.counted += count
    }
    response.writeHead(204).end()
  }
  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await client.close()
  server.close()
  await settled()
  return sum
}

interface Report {
  evaluations: { count: number }[]
  dropped: number
}
