import type { IncomingMessage, ServerResponse } from 'node:http'
import { limits } from '@ripcord/model'
import {
  ackPath,
  type BookmarkMessage,
  dropIdsPerHeader,
  encodeHeader,
  goodbyePath,
  type Hello,
  helloHeader,
  type Parsed,
  type PollAnswer,
  parseAckRequest,
  parseGoodbyeRequest,
  parseHello,
  parseReport,
  type Report,
  reportPath,
  snapshotPath,
  syncHeader,
} from '@ripcord/sync'
import type { Clock } from '../clock.js'
import { HttpError, methodNotAllowed } from '../http/http-error.js'
import { problemContentType, renderProblem } from '../http/problems.js'
import { requestIdFor, requestIdHeader } from '../http/request-id.js'
import { Admission } from './admission.js'
import type { Authenticate } from './authenticate.js'
import type { SnapshotAnswer } from './http-answers.js'
import type { Hub } from './hub.js'
import { parseJson, readJson } from './request-body.js'
import type { StreamLog } from './session.js'

const requestsPerSecond = 2_000

export interface HttpEdgeDeps {
  hub: Hub
  authenticate: Authenticate
  clock: Clock
  log: StreamLog
  /** Takes a report. */
  report: (environmentId: string, report: Report) => void
  /** Told of one that was refused; `bootId` as it came. */
  reportRefused?: (environmentId: string, bootId: unknown) => void
  /** Requests a second; above that clients are told when to come again. */
  requestsPerSecond?: number
}

type Handler = (environmentId: string, request: IncomingMessage, response: ServerResponse) => Promise<void>

/** The HTTP half of the protocol, in front of express: bare node:http, since all SDKs may come at once. */
export class HttpEdge {
  readonly #deps: HttpEdgeDeps
  readonly #admission: Admission
  readonly #routes: ReadonlyMap<string, { methods: readonly string[]; handler: Handler }>
  #requests = 0
  #shed = 0

  constructor(deps: HttpEdgeDeps) {
    this.#deps = deps
    this.#admission = new Admission(deps.requestsPerSecond ?? requestsPerSecond, deps.clock)
    this.#routes = new Map([
      [snapshotPath, { methods: ['GET', 'POST'], handler: (...given) => this.#snapshot(...given) }],
      [ackPath, { methods: ['POST'], handler: (...given) => this.#ack(...given) }],
      [goodbyePath, { methods: ['POST'], handler: (...given) => this.#goodbye(...given) }],
      [reportPath, { methods: ['POST'], handler: (...given) => this.#report(...given) }],
    ])
  }

  /** False where the request is none of ours. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const url = request.url ?? ''
    const end = url.indexOf('?')
    const route = this.#routes.get(end === -1 ? url : url.slice(0, end))
    if (route === undefined) return false
    this.#requests += 1
    this.#answer(route, request, response).catch((error: unknown) => this.#refuse(error, request, response))
    return true
  }

  numbers(): { requests: number; shed: number } {
    return { requests: this.#requests, shed: this.#shed }
  }

  async #answer(
    { methods, handler }: { methods: readonly string[]; handler: Handler },
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (!methods.includes(request.method ?? '')) {
      const allow = methods.join(', ')
      throw methodNotAllowed(request.method, allow)
    }
    const retryAfterMs = this.#admission.ask()
    if (retryAfterMs !== null) {
      this.#shed += 1
      throw busy(
        'Too many requests come at once: come again a little later.',
        Math.ceil(retryAfterMs / 1_000),
      )
    }
    const found = await this.#deps.authenticate(bearer(request))
    if (found.type === 'refused') {
      const headers = found.status === 401 ? { 'www-authenticate': 'Bearer realm="ripcord"' } : {}
      const code = found.status === 401 ? 'unauthenticated' : 'client-key'
      throw new HttpError(found.status, code, found.because, { headers })
    }
    await handler(found.environmentId, request, response)
  }

  async #snapshot(environmentId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const hello = await helloOf(request)
    const asked = hello === undefined ? { from: request.socket.remoteAddress ?? '' } : { hello }
    const etag = request.headers['if-none-match'] ?? null
    const answer = await this.#deps.hub.snapshot(environmentId, asked, etag)
    await sendSnapshot(answer, request, response)
  }

  async #ack(environmentId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { hello, ack } = valid(parseAckRequest(await readJson(request, limits.bodyBytes)))
    sendJson(response, await this.#deps.hub.poll(environmentId, hello, ack))
  }

  async #goodbye(environmentId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const goodbye = valid(parseGoodbyeRequest(await readJson(request, limits.bodyBytes)))
    await this.#deps.hub.polledGoodbye(environmentId, goodbye)
    sendNothing(response)
  }

  async #report(environmentId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request, limits.bodyBytes)
    const parsed = parseReport(body)
    if ('problem' in parsed) this.#deps.reportRefused?.(environmentId, bootIdIn(body))
    this.#deps.report(environmentId, valid(parsed))
    sendNothing(response)
  }

  #refuse(error: unknown, request: IncomingMessage, response: ServerResponse): void {
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    const given = request.headers[requestIdHeader]
    const requestId = requestIdFor(typeof given === 'string' ? given : undefined)
    const { problem, headers, fault } = renderProblem(error, requestId)
    if (fault) this.#deps.log.error({ err: error, requestId }, 'a request of an SDK failed')
    const body = JSON.stringify(problem)
    // What is left of a body that was not read would be taken for the next request.
    const close = request.complete ? {} : { connection: 'close' }
    response.writeHead(problem.status, {
      ...headers,
      ...close,
      [requestIdHeader]: requestId,
      'content-type': problemContentType,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
    })
    response.end(body)
  }
}

function bearer({ headers }: IncomingMessage): string {
  const [scheme, key = ''] = (headers.authorization ?? '').split(' ')
  return scheme?.toLowerCase() === 'bearer' ? key : ''
}

/** Undefined where a GET says none. */
async function helloOf(request: IncomingMessage): Promise<Hello | undefined> {
  if (request.method === 'POST') return valid(parseHello(await readJson(request, limits.bodyBytes)))
  const header = request.headers[helloHeader]
  if (header === undefined) return undefined
  const text = typeof header === 'string' ? header : ''
  const where = `header ${helloHeader}`
  return valid(parseHello(parseJson(Buffer.from(text, 'base64url'), `${where}, read as base64url,`)), where)
}

function bootIdIn(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'bootId' in body ? body.bootId : undefined
}

/** `where`: what was read, where it is not the body. */
function valid<T>(parsed: Parsed<T>, where = 'body'): T {
  if ('ok' in parsed) return parsed.ok
  throw new HttpError(400, 'not-understood', `In the ${where}, ${parsed.problem}.`)
}

function busy(because: string, retryAfterSeconds: number): HttpError {
  return new HttpError(503, 'busy', because, { headers: { 'retry-after': String(retryAfterSeconds) } })
}

async function sendSnapshot(
  answer: SnapshotAnswer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = {
    [syncHeader]: syncText(answer.answer),
    'cache-control': 'private, no-cache',
    vary: 'accept-encoding',
  }
  if (answer.type === 'notModified') {
    response.writeHead(304, { ...headers, etag: answer.etag }).end()
    return
  }
  const { snapshot } = answer
  const zipped = acceptsGzip(request)
  const body = zipped ? await snapshot.gzip() : snapshot.plain()
  response.writeHead(200, {
    ...headers,
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    etag: snapshot.etag,
    'content-type': 'application/json',
    'content-length': body.length,
  })
  response.end(body)
}

const syncTexts = new WeakMap<BookmarkMessage, string>()

/** Most are told the same: that nothing is to be dropped, and where the head is. */
function syncText(answer: PollAnswer): string {
  if (answer.drop !== null) return encodeHeader(shortened(answer))
  const known = syncTexts.get(answer.bookmark)
  if (known !== undefined) return known
  const text = encodeHeader(answer)
  syncTexts.set(answer.bookmark, text)
  return text
}

/** What fits into a header; of the kills left out the client hears when it says hello again. */
function shortened({ drop, bookmark }: PollAnswer): PollAnswer {
  if (drop === null) return { drop, bookmark }
  return { drop: { ...drop, killIds: drop.killIds.slice(0, dropIdsPerHeader) }, bookmark }
}

function acceptsGzip({ headers }: IncomingMessage): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:[,\s]|$))/i.test(headers['accept-encoding']?.toString() ?? '')
}

function sendNothing(response: ServerResponse): void {
  response.writeHead(204, { 'cache-control': 'no-store' }).end()
}

function sendJson(response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value)
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}
