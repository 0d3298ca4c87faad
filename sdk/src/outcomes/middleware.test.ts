import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ReleaseOutcomes } from '@ripcord/sync'
import express, { type ErrorRequestHandler, type Request } from 'express'
import fastify from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { released, startWith, subject } from '../testing/releases.js'
import type { Client, EvaluationContext } from '../types.js'

type Listener = (request: IncomingMessage, response: ServerResponse) => void
type Work = () => number | Promise<number>

const treated = subject('treatment')
const traceId = '0af7651916cd43dd8448eb211c80319c'
const userOf = ({ headers }: { headers: object }): EvaluationContext => ({
  targetingKey: String((headers as { 'x-user'?: string })['x-user']),
})
const done: (() => void)[] = []
afterEach(() => {
  for (const close of done.splice(0)) close()
})

/** Each answers with the status that `work` gives, after reading the body. */
const routers: readonly [string, (client: Client, work: Work) => Promise<Listener>][] = [
  [
    'express',
    async (client, work) => {
      const app = express()
      app.use(client.middleware.express<Request>({ context: userOf }))
      app.use(express.json())
      app.post('/', async (_request, response) => void response.sendStatus(await work()))
      app.use(client.middleware.expressErrors())
      const last: ErrorRequestHandler = (error: { status?: number }, _request, response, _next) =>
        void response.sendStatus(error.status ?? 500)
      app.use(last)
      return app
    },
  ],
  [
    'fastify',
    async (client, work) => {
      const app = fastify()
      await app.register(client.middleware.fastify({ context: ({ raw }) => userOf(raw) }))
      app.post('/', async (_request, reply) => reply.code(await work()).send({}))
      await app.ready()
      return (request, response) => app.routing(request, response)
    },
  ],
  [
    'node:http',
    async (client, work) =>
      client.middleware.http(
        async (request: IncomingMessage, response: ServerResponse) => {
          for await (const chunk of request) void chunk
          try {
            response.writeHead(await work()).end()
          } catch (error) {
            client.recordOutcome('error', { kind: (error as Error).name })
            response.writeHead((error as { status?: number }).status ?? 500).end()
          }
        },
        { context: userOf },
      ),
  ],
]

async function serve(listener: Listener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  done.push(() => server.close().closeAllConnections())
  await new Promise((resolve) => server.once('listening', resolve))
  return (server.address() as AddressInfo).port
}

function post(port: number): { sent: ReturnType<typeof httpRequest>; answered: Promise<number | undefined> } {
  const headers = {
    'content-type': 'application/json',
    'x-user': treated.targetingKey,
    traceparent: `00-${traceId}-b7ad6b7169203331-01`,
  }
  const sent = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers, agent: false })
  const answered = new Promise<number | undefined>((resolve) => {
    sent.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
      response.on('error', () => resolve(undefined))
    })
    sent.on('error', () => resolve(undefined))
  })
  // The second half comes when the request is long under way.
  sent.write('{"cart"')
  setTimeout(() => sent.end(':1}'), 20)
  return { sent, answered }
}

describe.each(routers)('the middleware of %s', (_name, route) => {
  async function start(work: (client: Client) => number | Promise<number>) {
    const world = await startWith([released('a', 0.5)])
    const { client, clock, server } = world
    const port = await serve(await route(client, () => work(client)))
    /** Once the server's side of all requests is over. */
    const told = async (): Promise<ReleaseOutcomes['treatment'] | undefined> => {
      for (let i = 0; i < 500 && !server.reports.some((report) => report.outcomes); i++) {
        await new Promise((resolve) => setTimeout(resolve, 10))
        await clock.advance(1_000)
      }
      return server.reports.flatMap((report) => report.outcomes ?? [])[0]?.treatment
    }
    return { ...world, port, told }
  }

  const asking = (status: number) => (client: Client) => {
    expect(client.getBooleanValue('a', false)).toBe(true)
    return status
  }

  it('gives flags that are evaluated the outcome of the request, after its body was read', async () => {
    const { port, told } = await start(asking(204))
    expect(await post(port).answered).toBe(204)
    expect(await told()).toMatchObject({ requests: 1, errors: 0, kinds: [] })
  })

  it('counts a status of 500 and above as an error, with the trace of the request', async () => {
    const { port, told } = await start(asking(503))
    expect(await post(port).answered).toBe(503)
    expect(await told()).toMatchObject({ errors: 1, kinds: [{ kind: 'HTTP 503', count: 1, traceId }] })
  })

  it('counts what is thrown as an error, and tells its kind', async () => {
    const { port, told } = await start((client) => {
      asking(200)(client)
      throw new RangeError('too many')
    })
    expect(await post(port).answered).toBe(500)
    expect(await told()).toMatchObject({ errors: 1, kinds: [{ kind: 'RangeError', count: 1, traceId }] })
  })

  it('counts a 4xx as no error', async () => {
    const { port, told } = await start(asking(422))
    expect(await post(port).answered).toBe(422)
    expect(await told()).toMatchObject({ requests: 1, errors: 0 })
  })

  it('counts a client that has gone as no error', async () => {
    let asked = () => undefined as void
    const isAsked = new Promise<void>((resolve) => (asked = resolve))
    const { port, told } = await start((client) => {
      asking(200)(client)
      asked()
      return new Promise<number>(() => undefined)
    })
    const { sent, answered } = post(port)
    await isAsked
    sent.destroy()
    expect(await answered).toBeUndefined()
    expect(await told()).toMatchObject({ requests: 1, errors: 0 })
  })

  it('takes the time until the response has finished', async () => {
    const { clock, port, told } = await start(async (client) => {
      asking(200)(client)
      clock.standStill(400)
      return 200
    })
    await post(port).answered
    const latency = (await told())?.latency
    expect(latency).toEqual([[88, 1]])
  })

  it('goes on without a scope where it is handed no request', async () => {
    const { client } = await start(asking(200))
    const called: unknown[] = []
    const next = () => void called.push('next')
    for (const odd of [undefined, {}, { headers: {} }]) {
      Reflect.apply(client.middleware.express(), undefined, [odd, odd, next])
      Reflect.apply(client.middleware.http(next), undefined, [odd, odd])
    }
    expect(called).toHaveLength(6)
  })
})

it('counts a response that fails on its way as an error', async () => {
  const { client, clock, server } = await startWith([released('a', 0.5)])
  const port = await serve(
    client.middleware.http(
      (_request: IncomingMessage, response: ServerResponse) => {
        client.getBooleanValue('a', false)
        response.writeHead(200).write('half of')
        response.destroy(new RangeError('the other half'))
      },
      { context: userOf },
    ),
  )
  await post(port).answered
  await clock.advance(1_000)
  expect(server.reports[0]?.outcomes).toMatchObject([
    { treatment: { requests: 1, errors: 1, kinds: [{ kind: 'RangeError' }] } },
  ])
})

it('counts a request of express that throws a client’s error as no error', async () => {
  const { client, clock, server } = await startWith([released('a', 0.5)])
  const app = express()
  app.use(client.middleware.express<Request>({ context: userOf }))
  app.post('/', () =>
    client.run('a', undefined, {
      on: () => {
        throw Object.assign(new Error('no such cart'), { status: 404 })
      },
      off: () => undefined,
    }),
  )
  app.use(client.middleware.expressErrors())
  app.use(
    ((error: { status: number }, _request, response, _next) =>
      void response.sendStatus(error.status)) as ErrorRequestHandler,
  )
  const port = await serve(app)
  expect(await post(port).answered).toBe(404)
  await clock.advance(1_000)
  expect(server.reports[0]?.outcomes).toMatchObject([{ treatment: { requests: 1, errors: 0 } }])
})
