// A service with the SDK inside, as its own process: it does what it is asked over IPC and tells what it sees.
import { createHook } from 'node:async_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort } from 'node:worker_threads'
import { type Client, createClient, type JsonValue } from '@ripcord/sdk'
import { molest } from './hostile.js'
import { recordFlags } from './record-flags.js'
import { startRelative } from './relatives.js'
import {
  type Answers,
  type Ask,
  type FromService,
  graceMs,
  type ServiceSettings,
  type Sightings,
} from './service-messages.js'
import { createTraffic } from './traffic.js'

const settings = JSON.parse(process.argv[2] ?? '{}') as ServiceSettings
const { name, version, watch, record, relatives: wanted, ...options } = settings

const timers = countTimers()
const begin = performance.now()
const client: Client = createClient({ ...options, application: { name, version } })
tell({ type: 'created', tookMs: performance.now() - begin })

client.on('changed', ({ keys }) => tell({ type: 'changed', keys, at: String(process.hrtime.bigint()) }))
client.on('status', (status) => tell({ type: 'status', status }))

const sightings: Sightings = {
  looks: 0,
  combinations: [],
  backSteps: 0,
  oldestReadyMs: 0,
  longestGapMs: 0,
  sinceStandstill: [],
}
const stopWatching = watch === undefined ? () => {} : watchFlags(watch)
const stopRecording =
  record === undefined
    ? () => {}
    : recordFlags(client, record, {
        seen: (sight) => tell({ type: 'sight', sight }),
        told: (telling) => tell({ type: 'telling', telling }),
      })

const traffic = createTraffic(client, `${name}-${process.pid}`)

const relatives = Array.from({ length: wanted?.count ?? 0 }, (_, index) => {
  const relative = startRelative(wanted?.how ?? 'fork', settings)
  relative.onMessage((message) => tell({ type: 'relative', index, message }))
  return relative
})

const inbox = parentPort ?? process
inbox.on('message', ({ id, ask, to }: { id: number; ask: Ask; to?: number }) => {
  if (to !== undefined) return relatives[to]?.send({ id, ask })
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
      let inTime = true
      const late = setTimeout(() => {
        inTime = false
      }, ask.timeoutMs + graceMs)
      const start = performance.now()
      const status = await client.ready({ timeoutMs: ask.timeoutMs })
      clearTimeout(late)
      return { status, tookMs: performance.now() - start, inTime }
    }
    case 'override':
      client.override(ask.flagKey, ask.value)
      return null
    case 'sightings':
      return sightings
    case 'standStill':
      process.kill(process.pid, 'SIGSTOP')
      return client.status
    case 'molest':
      return molest(client, ['a', 'b'], ask.marker)
    case 'toil':
      return toil(ask.flagKeys, ask.times)
    case 'traffic':
      traffic.set(ask)
      return null
    case 'close':
      await shutDown()
      return null
    case 'letGo':
      process.removeAllListeners('disconnect')
      setImmediate(() => process.disconnect())
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

/** Evaluates in portions, so that what else there is to do is done in between. */
async function toil(flagKeys: readonly string[], times: number): Promise<Answers['toil']> {
  for (let done = 0; done < times; ) {
    for (const end = Math.min(times, done + 1_000); done < end; done++) {
      const flagKey = flagKeys[done % flagKeys.length] ?? ''
      client.getBooleanValue(flagKey, false, { targetingKey: `user-${done}`, email: `${done}@example.com` })
      client.getStringDetails(`nowhere-${done}`, 'x', { targetingKey: `user-${done}` })
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return { timers: timers.size, heapBytes: process.memoryUsage().heapUsed }
}

/** The timers that are set, by their ids. */
function countTimers(): ReadonlySet<number> {
  const set = new Set<number>()
  const hook = createHook({
    init: (id, type) => {
      if (type === 'Timeout') set.add(id)
    },
    destroy: (id) => set.delete(id),
  })
  hook.enable()
  return set
}

/** Looks at all flags at one instant, in every turn of the event loop. */
function watchFlags(flagKeys: readonly string[]): () => void {
  const seen = new Set<string>()
  let last = client.status.position
  let lookedAt = performance.now()
  let next: NodeJS.Immediate
  const look = (): void => {
    const now = performance.now()
    const gapMs = now - lookedAt
    lookedAt = now
    const { status, position, ageMs } = client.status
    sightings.longestGapMs = Math.max(sightings.longestGapMs, gapMs)
    if (gapMs > 10_000) sightings.sinceStandstill = []
    if (status === 'READY') sightings.oldestReadyMs = Math.max(sightings.oldestReadyMs, ageMs ?? Infinity)
    const combination = flagKeys.map((flagKey) => client.getBooleanValue(flagKey, false)).join()
    if (!seen.has(combination)) {
      seen.add(combination)
      sightings.combinations.push(combination)
    }
    const sight = `${status} ${combination}`
    if (!sightings.sinceStandstill.includes(sight)) sightings.sinceStandstill.push(sight)
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
  if (parentPort !== null) parentPort.postMessage(message, [])
  else if (process.connected) process.send?.(message)
}
