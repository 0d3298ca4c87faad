import type { Operation, Permission } from '@ripcord/api'
import { type Actor, limits } from '@ripcord/model'
import type { IRouter, Request, Response } from 'express'
import { z } from 'zod'
import { type AdmitOptions, admit } from './admit.js'
import type { CallerKind } from './caller.js'
import { methodNotAllowed } from './http-error.js'
import { type BodyReader, createBodyReader } from './read-body.js'
import { type BytesReader, createBytesReader } from './read-bytes.js'
import { requestIdOf } from './request-id.js'
import type { ApiRequest, LooseAnswer, Route } from './route.js'
import { type ServerSentEvent, sendEvents } from './server-sent-events.js'
import { validate } from './validate.js'
import { readIdempotency, readIfMatch } from './write-headers.js'

export interface MountOptions extends AdmitOptions {
  /** Which kinds of caller hold a permission; undefined = nobody has decided, and the route does not register. */
  policyOf: (permission: Permission) => readonly CallerKind[] | undefined
  /** Holds each answer against its contract; for tests, where a deviation is a failure. */
  checkAnswers: boolean
  /** How often a reader of events is asked again who it is, milliseconds. */
  recheckEveryMs?: number
}

const recheckEveryMs = 2_000

/** Who acts where anybody may. */
const anybody: Actor = { type: 'system', id: 'anonymous' }

/** Registers routes on a router. A route whose permission has no policy throws: nothing is open by oversight. */
export function mountRoutes(router: IRouter, routes: readonly Route[], options: MountOptions): void {
  for (const each of routes) {
    const { operation } = each
    const allowed = options.policyOf(operation.permission)
    if (allowed === undefined) {
      throw new Error(
        `${operation.operationId} asks for ${operation.permission}, for which there is no policy: add a row to access/policies.ts`,
      )
    }
    const readers: Readers = {
      readQuery: createQueryReader(operation.query),
      readBody: createBodyReader(operation.bodyBytes ?? limits.bodyBytes, operation.yaml),
      readBytes: createBytesReader(operation.bodyBytes ?? limits.bodyBytes),
    }
    router[operation.method](expressPath(operation.path), (request, response) =>
      serve(each, allowed, readers, options, request, response),
    )
  }
  refuseOtherMethods(router, routes)
}

/** Behind all routes: whatever comes so far has a path that one of them answers, and a method that none does. */
function refuseOtherMethods(router: IRouter, routes: readonly Route[]): void {
  const methods = new Map<string, string[]>()
  for (const { operation } of routes) {
    const path = expressPath(operation.path)
    const more = operation.method === 'get' ? ['GET', 'HEAD'] : [operation.method.toUpperCase()]
    methods.set(path, [...(methods.get(path) ?? []), ...more])
  }
  for (const [path, allowed] of methods) {
    const allow = allowed.join(', ')
    router.all(path, (request) => {
      throw methodNotAllowed(request.method, allow)
    })
  }
}

/** What of a request is read in a way of the operation's own. */
interface Readers {
  readQuery: (query: unknown) => ApiRequest['query']
  readBody: BodyReader
  readBytes: BytesReader
}

/** A parameter that nobody knows would be ignored silently; also where the operation takes none. */
function createQueryReader(declared: Operation['query']): Readers['readQuery'] {
  const strict = (declared ?? z.object({})).strict()
  return (query) => {
    const parsed = validate(strict, query, 'query')
    return declared === undefined ? undefined : parsed
  }
}

/** `/projects/{project}` as express writes it. */
export function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

async function serve(
  { operation, handle }: Route,
  allowed: readonly CallerKind[],
  { readQuery, readBody, readBytes }: Readers,
  options: MountOptions,
  request: Request,
  response: Response,
): Promise<void> {
  response.locals['operationId'] = operation.operationId
  const caller = await admit(operation, allowed, options, request, response)
  const params =
    operation.params === undefined ? undefined : validate(operation.params, request.params, 'params')
  const query = readQuery(request.query)
  const raw = operation.body === undefined ? undefined : await readBody(request, response)
  const body = operation.body === undefined ? undefined : validate(operation.body, raw, 'body')
  const bytes = operation.raw === true ? await readBytes(request, response) : undefined
  const actor = caller.kind === 'anonymous' || caller.kind === 'sdkKey' ? anybody : caller.actor
  const left = new AbortController()
  response.once('close', () => left.abort())
  const parsed: ApiRequest = {
    params,
    query,
    body,
    actor,
    raw: bytes && { bytes, header: (name) => request.get(name), url: request.originalUrl },
    session: 'session' in caller ? caller.session : null,
    requestId: requestIdOf(response),
    ifMatch: operation.ifMatch === true ? readIfMatch(request) : undefined,
    idempotency: readIdempotency(request, operation, actor, raw),
    lastEventId: request.get('last-event-id'),
    signal: left.signal,
  }
  const answer = await handle(parsed)
  if ('status' in answer) sendAnswer(response, operation, answer, options.checkAnswers)
  else await sendWhileAdmitted(request, response, answer, left, allowed, options)
}

/** A reader of events stays for hours: whoever may no longer read is sent away within seconds. */
async function sendWhileAdmitted(
  request: Request,
  response: Response,
  events: AsyncIterable<ServerSentEvent>,
  left: AbortController,
  allowed: readonly CallerKind[],
  options: MountOptions,
): Promise<void> {
  const { authorization, cookie } = request.headers
  const recheck = async () => {
    const found = await options.authenticate({ authorization, cookie })
    if (found.type === 'refused' || !allowed.includes(found.caller.kind)) left.abort()
  }
  const timer = setInterval(() => {
    recheck().catch(() => left.abort())
  }, options.recheckEveryMs ?? recheckEveryMs)
  timer.unref()
  try {
    await sendEvents(response, events)
  } finally {
    clearInterval(timer)
  }
}

function sendAnswer(
  response: Response,
  operation: Operation,
  answer: LooseAnswer,
  checkAnswers: boolean,
): void {
  if (checkAnswers) checkAnswer(operation, answer)
  response.status(answer.status).set('cache-control', 'no-store')
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.append(name, value)
  if (operation.etag === true) response.set('etag', `"${String(revisionOf(answer.body))}"`)
  if (answer.body === undefined) response.end()
  else response.json(answer.body)
}

function revisionOf(body: unknown): unknown {
  return (body as { revision?: unknown }).revision
}

function checkAnswer(operation: Operation, answer: LooseAnswer): void {
  const schema = operation.responses[answer.status]
  if (schema === undefined)
    throw new Error(`${operation.operationId} answered ${answer.status}, not in its contract`)
  if (schema === null) return
  const parsed = schema.safeParse(JSON.parse(JSON.stringify(answer.body)))
  if (!parsed.success) {
    throw new Error(`${operation.operationId} broke its contract: ${parsed.error.message}`)
  }
}
