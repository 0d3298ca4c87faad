// One of several services that ask each other in turn over HTTP: it asks its flag, then the next service, then its flag
// again, and answers all that it and those behind it have seen.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { createClient } from '@ripcord/sdk'
import { type Answer, type ChainSettings, customerHeader } from './chain-messages.js'
import { machineMs } from './machine-ms.js'

const { url, sdkKey, name, flagKey, next } = JSON.parse(process.argv[2] ?? '{}') as ChainSettings

const flags = createClient({
  url,
  sdkKey,
  application: { name, version: '1.0.0' },
  cacheDir: false,
  honourBaggage: true,
  pinned: [flagKey],
})
let heldSince: number | null = null
// An SDK tells of a change before it acknowledges it: what counts from here on counts from there on as well.
flags.on('changed', () => {
  if (flags.getBooleanDetails(flagKey, false).flagMetadata['killed'] === true) heldSince ??= machineMs()
})

const customerOf = ({ headers }: IncomingMessage) => ({ targetingKey: String(headers[customerHeader]) })

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answers = [ask()]
  await turn()
  if (next !== undefined) answers.push(...(await askNext(next, customerOf(request).targetingKey)))
  answers.push(ask())
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answers))
}

function ask(): Answer {
  return { service: name, heldSince, value: flags.getBooleanValue(flagKey, false) }
}

async function askNext(address: string, customer: string): Promise<Answer[]> {
  const headers = flags.injectBaggage({ [customerHeader]: customer }) as { [name: string]: string }
  const response = await fetch(address, { headers })
  return (await response.json()) as Answer[]
}

const inScope = flags.middleware.http(serve, { context: customerOf })
const server = createServer((request, response) => void inScope(request, response))
await flags.ready({ timeoutMs: 20_000 })
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
