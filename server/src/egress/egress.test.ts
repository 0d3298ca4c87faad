import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { allowedTargets, readAllowed } from './allowed.js'
import { createEgress, type Egress } from './egress.js'
import { forbidden, forbiddenAddresses } from './testing/forbidden.js'

const open: { close(): unknown }[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

function egress(allow: readonly string[] = [], resolve?: (host: string) => readonly string[]): Egress {
  const made = createEgress({
    allow: allowedTargets(allow),
    monotonic: () => performance.now(),
    ...(resolve && {
      resolve: async (host: string) =>
        resolve(host).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    }),
  })
  open.push(made)
  return made
}

async function listening(
  answer: RequestListener,
): Promise<{ server: Server; port: number; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.host} ${request.url}`)
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({ close: () => (server.closeAllConnections(), server.close()) })
  return { server, port: (server.address() as AddressInfo).port, asked }
}

const ok: RequestListener = (_request, response) => response.end('{"up":1}')

it.each(forbidden)('refuses %s, when it is kept and when it is asked', async (url) => {
  const client = egress()
  expect(await client.refuse(url)).toMatch(/may not be asked/)
  expect(await client.request({ url })).toMatchObject({ type: 'refused' })
})

it.each(forbiddenAddresses.map((addresses) => [addresses.join(' and '), addresses] as const))(
  'refuses a name that leads to %s',
  async (_title, addresses) => {
    const { port, asked } = await listening(ok)
    const client = egress([], () => addresses)
    for (const url of ['http://inside.example/', `http://inside.example:${port}/`]) {
      expect(await client.refuse(url)).toMatch(/may not be asked/)
      expect(await client.request({ url })).toMatchObject({ type: 'refused' })
    }
    expect(asked).toEqual([])
  },
)

it('refuses a name that led elsewhere when it was kept', async () => {
  const { asked } = await listening(ok)
  const answers = [['93.184.215.14'], ['127.0.0.1']]
  const client = egress([], () => answers.shift() ?? ['127.0.0.1'])
  expect(await client.refuse('http://rebinding.example/')).toBeUndefined()
  expect(await client.request({ url: 'http://rebinding.example/' })).toMatchObject({ type: 'refused' })
  expect(asked).toEqual([])
})

it.each([
  ['EAI_AGAIN', true],
  ['ENOTFOUND', undefined],
])('says whose trouble it is that a name is not found (%s)', async (code, isOurs) => {
  const client = egress([], () => {
    throw Object.assign(new Error('no address'), { code })
  })
  const answer = await client.request({ url: 'http://shop.example/' })
  expect(answer).toMatchObject({ type: 'failed', because: `its name was not found (${code})` })
  expect('isOurs' in answer ? answer.isOurs : undefined).toBe(isOurs)
})

it('connects to the very address that it has judged, with the name as host', async () => {
  const { port, asked } = await listening(ok)
  let looks = 0
  const client = egress([`127.0.0.1:${port}`], () => (looks++ === 0 ? ['127.0.0.1'] : ['192.0.2.1']))
  const url = `http://prometheus.internal:${port}/api?q=1`
  expect(await client.request({ url })).toMatchObject({ type: 'answer', status: 200 })
  expect(asked).toEqual([`GET prometheus.internal:${port} /api?q=1`])
})

it('reaches what is allowed by name, and nothing else on that host', async () => {
  const { port } = await listening(ok)
  const client = egress([`prometheus:${port}`], () => ['127.0.0.1'])
  expect(await client.request({ url: `http://prometheus:${port}/` })).toMatchObject({ type: 'answer' })
  expect(await client.request({ url: `http://grafana:${port}/` })).toMatchObject({ type: 'refused' })
  expect(await client.request({ url: `http://127.0.0.1:${port}/` })).toMatchObject({ type: 'refused' })
})

it('never reaches a port of another protocol, whatever is allowed', async () => {
  expect(await egress(['127.0.0.1']).refuse('http://127.0.0.1:25/')).toMatch(/port 25 belongs to another/)
})

it('follows no redirect', async () => {
  const { port, asked } = await listening((_request, response) => {
    response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
  })
  const client = egress(['127.0.0.1'])
  expect(await client.request({ url: `http://127.0.0.1:${port}/` })).toMatchObject({ status: 302 })
  expect(asked).toHaveLength(1)
})

it('gives up on what is too large, too slow, or not there', async () => {
  const large = await listening((_request, response) => response.end(Buffer.alloc(70_000)))
  const endless = await listening((_request, response) => response.write('x'))
  const client = egress(['127.0.0.1'])
  expect(await client.request({ url: `http://127.0.0.1:${large.port}/` })).toMatchObject({
    type: 'failed',
    because: 'it answered more than 65536 bytes',
    status: 200,
  })
  expect(await client.request({ url: `http://127.0.0.1:${endless.port}/`, timeoutMs: 100 })).toMatchObject({
    type: 'failed',
    because: 'no whole answer within 100 ms',
  })
  endless.server.closeAllConnections()
  endless.server.close()
  await once(endless.server, 'close')
  expect(await client.request({ url: `http://127.0.0.1:${endless.port}/` })).toMatchObject({
    type: 'failed',
    because: 'the connection was refused (ECONNREFUSED)',
  })
})

it.each([
  '10.0.0.0/8',
  '127.0.0.1:9090',
  'prometheus',
  'prometheus.monitoring.svc:9090',
  '::1',
  '[::1]:9090',
  'fd00::/8',
])('knows %s as what may be reached', (text) => {
  expect(readAllowed(text)).toMatchObject({})
  expect(typeof readAllowed(text)).toBe('object')
})

it.each(['', '10.0.0.0/33', '1.2.3', 'a:99999', 'http://a', 'a/8', '*', 'a b', '::1/129'])(
  'refuses %j as what may be reached',
  (text) => expect(readAllowed(text)).toMatch(/expected an address/),
)
