import type { IncomingMessage } from 'node:http'
import express, { type RequestHandler, type Router } from 'express'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Authentication, Credentials } from './caller.js'
import { HttpError } from './http-error.js'
import { operationOf } from './logging.js'

export interface Metrics {
  registry: Registry
  /** Measures each request by operation and status: never by path, which holds keys. */
  measure: RequestHandler
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'ripcord_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer, by operation and status',
    labelNames: ['operation', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  return {
    registry,
    measure: (_request, response, next) => {
      const started = performance.now()
      response.once('finish', () => {
        duration.observe(
          { operation: operationOf(response), status: response.statusCode },
          (performance.now() - started) / 1000,
        )
      })
      next()
    },
  }
}

/** Figures that somebody else keeps, each a gauge of its own: read whenever the page is. */
export function exposeNumbers<K extends string>(
  registry: Registry,
  prefix: string,
  helps: { readonly [N in K]: string },
  read: () => { readonly [N in K]: number | boolean },
): void {
  for (const name of Object.keys(helps) as K[]) {
    const gauge: Gauge = new Gauge({
      name: `${prefix}_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
      help: helps[name],
      registers: [registry],
      collect: () => gauge.set(Number(read()[name])),
    })
  }
}

/** Figures of one kind that somebody else keeps, told apart by a label: read whenever the page is. */
export function exposeCounts<K extends string>(
  registry: Registry,
  prefix: string,
  helps: { readonly [N in K]: readonly [label: string, help: string] },
  read: () => { readonly [N in K]: Readonly<Record<string, number>> },
): void {
  for (const name of Object.keys(helps) as K[]) {
    const [label, help] = helps[name]
    const gauge: Gauge = new Gauge({
      name: `${prefix}_${name}`,
      help,
      labelNames: [label],
      registers: [registry],
      collect: () => {
        for (const [value, count] of Object.entries(read()[name])) gauge.set({ [label]: value }, count)
      },
    })
  }
}

/** What tells whether a proxy may stand in front. */
export interface Surroundings {
  publicUrl: string | null
  trustProxy: false | number | string[]
}

/**
 * `/metrics`, for a scraper on this machine or one with an admin token. A request that came through a proxy counts as
 * from elsewhere, though the proxy may be on this machine; so does each one where the configuration speaks of a proxy,
 * since a proxy need not add any header.
 */
export function metricsPage(
  registry: Registry,
  authenticate: (credentials: Credentials) => Promise<Authentication>,
  { publicUrl, trustProxy }: Surroundings,
): Router {
  const isAlone = trustProxy === false && (publicUrl === null || isLoopbackName(new URL(publicUrl).host))
  const router = express.Router()
  router.get('/metrics', async (request, response) => {
    response.locals['operationId'] = 'metrics'
    if (!(isAlone && isFromThisMachine(request)) && !(await holdsToken(request, authenticate))) {
      throw new HttpError(401, 'unauthenticated', 'Metrics are for this machine, or for an admin token.', {
        headers: { 'www-authenticate': 'Bearer realm="ripcord"' },
      })
    }
    response
      .set({ 'content-type': registry.contentType, 'cache-control': 'no-store' })
      .send(await registry.metrics())
  })
  return router
}

function isFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  const address = socket.remoteAddress ?? ''
  const loopback = address === '::1' || /^(::ffff:)?127\./.test(address)
  const isForwarded = forwardedHeaders.some((name) => headers[name] !== undefined)
  return loopback && !isForwarded && isLoopbackName(headers.host ?? '')
}

const forwardedHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

/** Of a Host header, or the host of a URL: with a port or without. */
function isLoopbackName(host: string): boolean {
  return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i.test(host)
}

async function holdsToken(
  request: IncomingMessage,
  authenticate: (credentials: Credentials) => Promise<Authentication>,
): Promise<boolean> {
  const found = await authenticate({ authorization: request.headers.authorization, cookie: undefined })
  if (found.type === 'refused') return false
  return found.caller.kind === 'ownerToken' || found.caller.kind === 'adminToken'
}
