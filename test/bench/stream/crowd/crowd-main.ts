// Many light clients in one process, told over IPC what to do.
import { now } from '../messages.js'
import type { CrowdKind, FromCrowd, ToCrowd } from './crowd-messages.js'
import { LightClient, type LightServer, messageStart } from './light-client.js'
import { LightSocket } from './light-socket.js'

interface Expectation {
  id: number
  of: CrowdKind
  start: string
  left: number
  firstAt: number
}

const clients: LightClient[] = []
const raws: LightSocket[] = []
const expectations = new Set<Expectation>()

process.on('message', (message: ToCrowd) => {
  obey(message).catch((error: unknown) => tell({ type: 'failed', because: String(error) }))
})
process.on('disconnect', () => process.exit(0))
tell({ type: 'ready' })

async function obey(message: ToCrowd): Promise<void> {
  switch (message.type) {
    case 'join':
      await many(message.count, message.atOnce, () => join(message.server))
      return tell({ type: 'opened' })
    case 'openRaw':
      await many(message.count, message.atOnce, () => openRaw(message.port))
      return tell({ type: 'opened' })
    case 'expect': {
      const { id, of, start } = message
      const left = of === 'clients' ? clients.length : raws.length
      expectations.add({ id, of, start, left, firstAt: 0 })
      return tell({ type: 'expecting' })
    }
    case 'leave':
      for (const client of clients.splice(0)) client.leave()
      for (const raw of raws.splice(0)) raw.end()
      return tell({ type: 'left' })
  }
}

async function many(count: number, atOnce: number, open: () => Promise<void>): Promise<void> {
  let left = count
  const worker = async (): Promise<void> => {
    while (left-- > 0) await open()
  }
  await Promise.all(Array.from({ length: Math.min(count, atOnce) }, worker))
}

async function join(server: LightServer): Promise<void> {
  const service = `light-${clients.length % 20}`
  const client = new LightClient(server, service, (message) => hear('clients', message))
  clients.push(client)
  await client.connected()
  await client.join()
}

function openRaw(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const raw = new LightSocket(port, '/', {
      upgraded: resolve,
      text: (message) => hear('raws', message),
      ended: () => reject(new Error('a raw socket was cut')),
    })
    raws.push(raw)
  })
}

function hear(of: CrowdKind, message: string): void {
  for (const expected of expectations)
    if (expected.of === of && message.startsWith(expected.start)) fulfil(expected, message)
}

function fulfil(expected: Expectation, message: string): void {
  if (expected.firstAt === 0) expected.firstAt = now()
  expected.left -= 1
  if (expected.left > 0) return
  expectations.delete(expected)
  const { id, firstAt } = expected
  tell({ type: 'allHeard', id, firstAt, lastAt: now(), bytes: message.length + messageStart.length + 1 })
}

function tell(message: FromCrowd): void {
  if (process.connected) process.send?.(message)
}
