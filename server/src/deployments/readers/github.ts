import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { HttpError } from '../../http/http-error.js'
import { parseJsonBytes } from '../../http/read-bytes.js'
import { validate } from '../../http/validate.js'
import type { Deployment } from '../../storage/storage.js'
import { commitOf, nothingSaid, textOf, timeOf, urlOf, versionOfRef } from './fields.js'
import type { Delivery, Proof, Reader, Reading } from './reader.js'

// Loose: of much that is said little is asked.
const repositorySchema = z.looseObject({ name: z.string() })

const statusSchema = z.looseObject({
  deployment_status: z.looseObject({
    id: z.number(),
    state: z.string(),
    environment: z.string().optional(),
    created_at: z.string(),
  }),
  deployment: z.looseObject({ sha: z.string(), ref: z.string(), environment: z.string() }),
  repository: repositorySchema,
})

const releaseSchema = z.looseObject({
  action: z.string(),
  release: z.looseObject({ id: z.number(), tag_name: z.string() }),
  repository: repositorySchema,
})

/** GitHub's webhooks `deployment_status` and `release`. Which of them it is says the body: the header is not signed. */
export const github: Reader = {
  name: 'github',
  auth: ['hmac'],
  verify,
  read(delivery, body) {
    const deliveryId = textOf(delivery.header('x-github-delivery'))
    if (has(body, 'deployment_status')) return statusReading(validate(statusSchema, body, 'body'), deliveryId)
    if (has(body, 'release')) return releaseReading(validate(releaseSchema, body, 'body'), deliveryId)
    const event = textOf(delivery.header('x-github-event')) ?? 'nothing'
    return {
      type: 'ignored',
      because: `It tells of ${JSON.stringify(event)}: what counts are deployment_status and release.`,
    }
  },
}

function has(body: unknown, field: string): boolean {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, field)
}

/** `X-Hub-Signature-256`: an HMAC over the very bytes. */
function verify(delivery: Delivery, { secret }: { secret: string }): Proof {
  const signature = /^sha256=([0-9a-f]{64})$/.exec(delivery.header('x-hub-signature-256') ?? '')?.[1]
  if (signature === undefined)
    return refused('This source proves itself by `X-Hub-Signature-256`: give the webhook its secret.')
  const expected = createHmac('sha256', secret).update(delivery.bytes).digest()
  if (timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return { type: 'proven' }
  return refused('The signature is not the one of these bytes: check the secret of the webhook.')
}

function refused(because: string): Proof {
  return { type: 'refused', status: 401, because }
}

const statuses: { readonly [state: string]: Deployment['status'] } = {
  success: 'succeeded',
  failure: 'failed',
  error: 'failed',
  pending: 'started',
  queued: 'started',
  waiting: 'started',
  in_progress: 'started',
}

function statusReading(body: z.output<typeof statusSchema>, deliveryId: string | null): Reading {
  const { deployment_status: status, deployment, repository } = body
  const said = payloadOf(deployment['payload'])
  return {
    type: 'deployment',
    id: `deployment_status/${status.id}`,
    deployment: {
      sender: 'github',
      deliveryId,
      status: Object.hasOwn(statuses, status.state) ? (statuses[status.state] ?? 'other') : 'other',
      service: textOf(said['service'], repository.name),
      version: textOf(said['version']) ?? versionOfRef(deployment.ref),
      commit: textOf(said['commit'], deployment.sha),
      digest: textOf(said['digest']),
      environment: textOf(status.environment, deployment.environment),
      url: urlOf(status['log_url'], status['target_url'], status['environment_url']),
      release: textOf(said['release']),
      at: timeOf(status.created_at),
    },
  }
}

/** What was given when the deployment was created: an object, or JSON in a text; anything else says nothing. */
function payloadOf(payload: unknown): { readonly [name: string]: unknown } {
  const value = typeof payload === 'string' ? parsed(payload) : payload
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function parsed(text: string): unknown {
  try {
    return parseJsonBytes(Buffer.from(text))
  } catch (error) {
    if (error instanceof HttpError) return undefined
    throw error
  }
}

/** A release that is published is out nowhere yet. */
function releaseReading(body: z.output<typeof releaseSchema>, deliveryId: string | null): Reading {
  const { action, release, repository } = body
  if (action !== 'published')
    return {
      type: 'ignored',
      because: `A release was ${action.slice(0, 200)}: what counts is that it is published.`,
    }
  return {
    type: 'deployment',
    id: `release/${release.id}`,
    deployment: {
      ...nothingSaid,
      sender: 'github',
      deliveryId,
      status: 'started',
      service: textOf(repository.name),
      version: textOf(release.tag_name),
      commit: commitOf(release['target_commitish']),
      url: urlOf(release['html_url']),
      at: timeOf(release['published_at']),
    },
  }
}
