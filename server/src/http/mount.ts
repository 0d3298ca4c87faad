import { createHash } from 'node:crypto'
import type { Operation, Permission } from '@ripcord/api'
import type { Actor } from '@ripcord/model'
import { canonicalJson, type Json, limits } from '@ripcord/model'
import type { IRouter, Request, Response } from 'express'
import type { Authentication, Caller, CallerKind, Credentials } from './caller.js'
import { HttpError } from './http-error.js'
import { checkOrigin } from './origin.js'
import { type BodyReader, createBodyReader } from './read-body.js'
import { requestIdOf } from './request-id.js'
import type { ApiRequest, LooseAnswer, Route } from './route.js'
import { type ServerSentEvent, sendEvents } from './server-sent-events.js'
import { validate } from './validate.js'

export interface MountOptions {
  authenticate: (credentials: Credentials) => Promise<Authentication>
  /** Which kinds of caller hold a permission; undefined = nobody has decided, and the route does not register. */
  policyOf: (permission: Permission) => readonly CallerKind[] | undefined
  publicUrl: string | null
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
    const readBody = createBodyReader(operation.bodyBytes ?? limits.bodyBytes)
    router[operation.method](expressPath(operation.path), (request, response) =>
      serve(each, allowed, readBody, options, request, response),
    )
  }
}

/** `/projects/{project}` as express writes it. */
export function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

async function serve(
  { operation, handle }: Route,
  allowed: readonly CallerKind[],
  readBody: BodyReader,
  options: MountOptions,
  request: Request,
  response: Response,
): Promise<void> {
  response.locals['operationId'] = operation.operationId
  const caller = await admit(operation, allowed, options, request, response)
  const params = parsePart(operation.params, request.params, 'params')
  const query = parsePart(operation.query, request.query, 'query')
  const raw = operation.body === undefined ? undefined : await readBody(request, response)
  const body = operation.body === undefined ? undefined : validate(operation.body, raw, 'body')
  const actor = caller.kind === 'anonymous' || caller.kind === 'sdkKey' ? anybody : caller.actor
  const left = new AbortController()
  response.once('close', () => left.abort())
  const parsed: ApiRequest = {
    params,
    query,
    body,
    actor,
    session: 'session' in caller ? caller.session : null,
    requestId: requestIdOf(response),
    ifMatch: operation.ifMatch === true ? readIfMatch(request) : undefined,
    idempotency: operation.idempotent === true ? readIdempotency(request, operation, actor, raw) : undefined,
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

/** Lets a request in, or refuses it before anything of it is read but its head. */
async function admit(
  operation: Operation,
  allowed: readonly CallerKind[],
  options: MountOptions,
  request: Request,
  response: Response,
): Promise<Caller> {
  const { authorization, cookie } = request.headers
  const found = await options.authenticate({ authorization, cookie })
  const writes = operation.method !== 'get'
  if (found.type === 'refused') {
    if (found.clearCookie !== undefined) response.append('set-cookie', found.clearCookie)
    // A cookie that has ended must not keep its owner from logging in.
    if (found.clearCookie === undefined || !allowed.includes('anonymous'))
      throw unauthenticated(found.because)
  } else if (found.setCookie !== undefined) response.append('set-cookie', found.setCookie)
  const caller: Caller = found.type === 'refused' ? { kind: 'anonymous' } : found.caller
  const byCookie = found.type === 'refused' || found.byCookie
  if (writes && (byCookie || operation.permission === 'session:open'))
    checkOrigin({ origin: request.get('origin'), host: request.host }, options.publicUrl)
  if (allowed.includes(caller.kind)) return caller
  throw refusal(caller, operation)
}

function refusal(caller: Caller, operation: Operation): HttpError {
  switch (caller.kind) {
    case 'anonymous':
      return unauthenticated('Log in, or send `Authorization: Bearer <admin token>`.')
    case 'sdkKey':
      return new HttpError(
        403,
        'sdk-key',
        'An SDK key reads flags under /sdk/v1; this API wants a session or an admin token.',
      )
    case 'session':
    case 'adminToken':
    case 'ownerToken':
      return new HttpError(
        403,
        'not-allowed',
        `${caller.actor.name ?? caller.actor.id} may not do this: it needs the permission ${operation.permission}.`,
      )
  }
}

function unauthenticated(because: string): HttpError {
  return new HttpError(401, 'unauthenticated', because, {
    headers: { 'www-authenticate': 'Bearer realm="ripcord"' },
  })
}

function parsePart(schema: Operation['params'], value: unknown, part: 'params' | 'query') {
  return schema === undefined ? undefined : validate(schema, value, part)
}

const entityTag = /^"(\d{1,15})"$/

function readIfMatch(request: Request): number | undefined {
  const header = request.get('if-match')
  if (header === undefined) return undefined
  const match = entityTag.exec(header)
  if (match !== null) return Number(match[1])
  throw new HttpError(
    400,
    'invalid-request',
    'headers/if-match: expected one entity tag of ours, like "42".',
    {
      errors: [
        { path: 'headers/if-match', message: 'expected one entity tag of ours, like "42"', seen: header },
      ],
    },
  )
}

const idempotencyKey = /^[\x21-\x7e]{1,200}$/

function readIdempotency(request: Request, operation: Operation, actor: Actor, body: unknown) {
  const key = request.get('idempotency-key')
  if (key === undefined) return undefined
  if (!idempotencyKey.test(key)) {
    const message = 'expected 1 to 200 printable characters'
    throw new HttpError(400, 'invalid-request', `headers/idempotency-key: ${message}`, {
      errors: [{ path: 'headers/idempotency-key', message }],
    })
  }
  const fingerprint = digest(
    `${operation.operationId} ${request.path} ${canonicalJson((body ?? null) as Json)}`,
  )
  return { key: digest(`${actor.type} ${actor.id} ${key}`), fingerprint }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
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
