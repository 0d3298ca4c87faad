// One service with the SDK, and beside it the least that fetching the same state can cost.
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Client, createClient } from '@ripcord/sdk'
import { snapshotPath } from '@ripcord/sync'
import { now } from '../messages.js'
import type { FromService, ServiceSettings, ToService } from './service-messages.js'

const { url, sdkKey, flagKey } = JSON.parse(process.argv[2] ?? '{}') as ServiceSettings
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const settleMs = 300

let client: Client | undefined
let expected: { value: boolean; cpuBefore: NodeJS.CpuUsage } | undefined

process.on('message', (message: ToService) => {
  if (message.type === 'becomeReady') void becomeReady()
  else {
    expected = { value: message.value, cpuBefore: process.cpuUsage() }
    tell({ type: 'expecting' })
  }
})
process.on('disconnect', () => process.exit(0))
tell({ type: 'started' })

async function becomeReady(): Promise<void> {
  await client?.close()
  client = undefined
  const bareMs = await fetchBare()
  const before = await heapInUse()
  const began = performance.now()
  client = createClient({
    url,
    sdkKey,
    application: { name: 'bench', version: '1.0.0' },
    cacheDir: false,
    reportIntervalMs: false,
    logger: false,
  })
  client.on('changed', look)
  await client.ready({ timeoutMs: 60_000 })
  const sdkMs = performance.now() - began
  if (client.status.status !== 'READY') throw new Error(`the client is ${client.status.status}`)
  tell({ type: 'ready', sdkMs, bareMs, heapBytes: (await heapInUse()) - before })
}

async function fetchBare(): Promise<number> {
  const began = performance.now()
  const response = await fetch(url + snapshotPath, { headers: { authorization: `Bearer ${sdkKey}` } })
  JSON.parse(await response.text())
  return performance.now() - began
}

async function heapInUse(): Promise<number> {
  await sleep(settleMs)
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed
}

function look(): void {
  if (expected === undefined || client?.getBooleanValue(flagKey, !expected.value) !== expected.value) return
  const { user, system } = process.cpuUsage(expected.cpuBefore)
  expected = undefined
  tell({ type: 'serving', at: now(), cpuMs: (user + system) / 1_000 })
}

function tell(message: FromService): void {
  if (process.connected) process.send?.(message)
}
