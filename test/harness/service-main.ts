// A service with the SDK inside, as its own process: it does what it is asked over IPC and tells what it sees.
import { type Client, createClient, type JsonValue } from '@ripcord/sdk'
import { recordFlags } from './record-flags.js'
import type { Answers, Ask, FromService, ServiceSettings, Sightings } from './service-messages.js'

const settings = JSON.parse(process.argv[2] ?? '{}') as ServiceSettings
const { name, version, watch, record, ...options } = settings

const begin = performance.now()
const client: Client = createClient({ ...options, application: { name, version } })
tell({ type: 'created', tookMs: performance.now() - begin })

client.on('changed', ({ keys }) => tell({ type: 'changed', keys, at: String(process.hrtime.bigint()) }))
client.on('status', (status) => tell({ type: 'status', status }))

const sightings: Sightings = { looks: 0, combinations: [], backSteps: 0 }
const stopWatching = watch === undefined ? () => {} : watchFlags(watch)
const stopRecording =
  record === undefined ? () => {} : recordFlags(client, record, (sight) => tell({ type: 'sight', sight }))

process.on('message', ({ id, ask }: { id: number; ask: Ask }) => {
  void answer(ask).then((answered) => tell({ type: 'answer', id, answer: answered }))
})
// Whoever started it has gone.
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => {
  void shutDown().then(() => process.exit(0))
})

async function answer(ask: Ask): Promise<Answers[Ask['type']]> {
  switch (ask.type) {
    case 'evaluate':
      return evaluate(ask)
    case 'status':
      return client.status
    case 'ready': {
      const start = performance.now()
      const status = await client.ready({ timeoutMs: ask.timeoutMs })
      return { status, tookMs: performance.now() - start }
    }
    case 'override':
      client.override(ask.flagKey, ask.value)
      return null
    case 'sightings':
      return sightings
    case 'close':
      await shutDown()
      return null
  }
}

function evaluate({
  flagKey,
  defaultValue,
  context,
}: Extract<Ask, { type: 'evaluate' }>): Answers['evaluate'] {
  switch (typeof defaultValue) {
    case 'boolean':
      return client.getBooleanDetails(flagKey, defaultValue, context)
    case 'string':
      return client.getStringDetails(flagKey, defaultValue, context)
    case 'number':
      return client.getNumberDetails(flagKey, defaultValue, context)
    default:
      return client.getObjectDetails<JsonValue>(flagKey, defaultValue, context)
  }
}

/** Looks at all flags at one instant, in every turn of the event loop. */
function watchFlags(flagKeys: readonly string[]): () => void {
  const seen = new Set<string>()
  let last = client.status.position
  let next: NodeJS.Immediate
  const look = (): void => {
    const combination = flagKeys.map((flagKey) => client.getBooleanValue(flagKey, false)).join()
    if (!seen.has(combination)) {
      seen.add(combination)
      sightings.combinations.push(combination)
    }
    const position = client.status.position
    if (position?.epoch === last?.epoch && (position?.revision ?? 0) < (last?.revision ?? 0)) {
      sightings.backSteps += 1
    }
    last = position
    sightings.looks += 1
    next = setImmediate(look)
  }
  look()
  return () => clearImmediate(next)
}

async function shutDown(): Promise<void> {
  stopWatching()
  stopRecording()
  await client.close()
}

function tell(message: FromService): void {
  if (process.connected) process.send?.(message)
}
