// Many instances of services in one process (or a single one), each a real SDK client; some of them serve requests.
import { type Client, createClient } from '@ripcord/sdk'
import type { FromInstances, InstancesSettings, ToInstances } from './instances-messages.js'

const settings = JSON.parse(process.argv[2] ?? '{}') as InstancesSettings
const { count, first, serverUrl, sdkKey, services, flagKeys } = settings
const stepMs = 20
/** One in so many serves: of a thousand that all report each second, the reports alone would fill the machine. */
const oneIn = 11
const perSecond = 5

const clients = Array.from({ length: count }, createOne)
const serving = clients.flatMap((client, index) => (index % oneIn === 0 ? [{ client, index }] : []))
const requestsPerStep = (serving.length * perSecond * stepMs) / 1_000
let isFailing = false
let due = 0
let served = 0

await allReady()
setInterval(() => {
  due += requestsPerStep
  for (; served < due; served++) serve(served)
}, stepMs)
tell({ type: 'ready' })

process.on('message', (message: ToInstances) => {
  isFailing = message.isFailing
  tell({ type: 'serving' })
})
process.on('disconnect', () => process.exit(0))

function createOne(_: unknown, index: number): Client {
  return createClient({
    url: serverUrl,
    sdkKey,
    application: { name: services[(first + index) % services.length] ?? '', version: '1.0.0' },
    // A thousand services on one disk are no fleet: each has its own in truth.
    cacheDir: false,
    logger: false,
  })
}

async function allReady(): Promise<void> {
  let waiting: Client[] = clients
  while (waiting.length > 0) {
    await Promise.all(waiting.map((client) => client.ready({ timeoutMs: 10_000 })))
    waiting = waiting.filter((client) => client.status.status !== 'READY')
  }
}

/** The n-th request: the instances take turns, and each request is of a customer of its own. */
function serve(n: number): void {
  const one = serving[n % serving.length]
  if (one === undefined) return
  const flagKey = flagKeys[(first + one.index) % flagKeys.length] ?? ''
  const context = { targetingKey: `customer-${first}-${n}` }
  try {
    one.client.run(flagKey, context, { on: newPath, off: () => undefined })
  } catch {
    // The service answers 500.
  }
}

function newPath(): void {
  if (isFailing) throw new TypeError('the cart is empty')
}

function tell(message: FromInstances): void {
  if (process.connected) process.send?.(message)
}
