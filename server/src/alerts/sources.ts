import { randomUUID } from 'node:crypto'
import { type Actor, limits } from '@ripcord/model'
import type { Clock } from '../clock.js'
import { notFound, RefusedError } from '../errors.js'
import { HttpError } from '../http/http-error.js'
import type { KeyRing } from '../secrets/key-ring.js'
import type { IntakeSource, IntakeStore, SourceScope } from '../storage/storage.js'
import { prove, type Verify } from './prove.js'
import { hashSecret, makeSecret } from './secret.js'
import type { AuthType, Delivery } from './senders/sender.js'

/** Formats of one kind, by their names, with the ways in which each can prove itself. */
export type Formats = ReadonlyMap<string, { readonly auth: readonly AuthType[] }>

export interface SourceDraft {
  kind: IntakeSource['kind']
  sender: string
  name: string
  auth?: AuthType | undefined
  /** Of `hmac`, where the sender has made it. */
  secret?: string | undefined
  scope: SourceScope
  labels: IntakeSource['labels']
  allowedTopics: readonly string[]
  deployments?: IntakeSource['deployments'] | undefined
}

/** Whom a delivery claims to be from. */
export interface Claim {
  kind: IntakeSource['kind']
  sender: string
  source: string
  token?: string | undefined
}

export interface Sources {
  /** `secret` is kept nowhere as it is: to be shown once; null where its proof needs none. */
  create(
    place: Pick<IntakeSource, 'project' | 'environment' | 'environmentId'>,
    draft: SourceDraft,
    by: Actor,
  ): Promise<{ source: IntakeSource; secret: string | null }>
  list(environmentId: string): Promise<IntakeSource[]>
  /** @throws RefusedError `not-found` */
  revoke(environmentId: string, id: string): Promise<void>
  /** The source that a delivery is from, proven. @throws HttpError 404, 401, 403 or 400 */
  admit(claim: Claim, delivery: Delivery, verify?: Verify): Promise<IntakeSource>
}

export interface SourcesDeps {
  store: Pick<IntakeStore, 'createSource' | 'source' | 'sources' | 'revokeSource' | 'touchSource'>
  keyRing: Pick<KeyRing, 'seal' | 'open'>
  clock: Clock
  formats: { readonly [K in IntakeSource['kind']]: Formats }
}

const asItsKey: IntakeSource['deployments'] = { environments: [], releaseFile: null }
/** Writing down that a source was used, no more often than this. */
const touchEveryMs = 60_000
/** What was read of a source is used again for so long: a storm comes from the same one. */
const keepMs = 1_000

export function createSources({ store, keyRing, clock, formats }: SourcesDeps): Sources {
  const touchedAt = new Map<string, number>()
  const kept = new Map<string, { source: IntakeSource; at: number }>()

  async function read(id: string): Promise<IntakeSource | undefined> {
    const now = clock.monotonic()
    const known = kept.get(id)
    if (known !== undefined && now - known.at < keepMs) return known.source
    const source = await store.source(id)
    if (source !== undefined) kept.set(id, { source, at: now })
    return source
  }

  async function touch(id: string): Promise<void> {
    const now = clock.monotonic()
    const before = touchedAt.get(id)
    if (before !== undefined && now - before < touchEveryMs) return
    touchedAt.set(id, now)
    await store.touchSource(id, clock.now().toISOString())
  }

  const boxOf = (id: string): string => `intake-source/${id}`
  const seal = (id: string, secret: string): string =>
    Buffer.from(keyRing.seal(Buffer.from(secret), boxOf(id))).toString('base64')
  const unseal = ({ id, secret }: IntakeSource): string =>
    Buffer.from(keyRing.open(Buffer.from(secret ?? '', 'base64'), boxOf(id))).toString()

  return {
    async create(place, draft, by) {
      const auth = authOf(formats[draft.kind], draft)
      const alive = (await store.sources(place.environmentId)).filter(({ revokedAt }) => revokedAt === null)
      if (alive.length >= limits.sourcesPerEnvironment) {
        throw new RefusedError(
          'limit-reached',
          `This environment has ${alive.length} sources, as many as it may: revoke one first.`,
        )
      }
      const id = randomUUID()
      const secret = auth === 'sns' ? null : (draft.secret ?? makeSecret())
      const stored = secret === null ? null : auth === 'hmac' ? seal(id, secret) : hashSecret(secret)
      const { kind, sender, name, scope, labels, allowedTopics } = draft
      const source: IntakeSource = {
        id,
        ...place,
        kind,
        sender,
        name,
        scope,
        labels,
        allowedTopics,
        deployments: kind === 'deployments' ? (draft.deployments ?? asItsKey) : null,
        auth,
        secret: stored,
        createdAt: clock.now().toISOString(),
        createdBy: by,
        lastUsedAt: null,
        revokedAt: null,
      }
      await store.createSource(source)
      return { source, secret }
    },
    list: (environmentId) => store.sources(environmentId),
    async revoke(environmentId, id) {
      const stored = await store.source(id)
      if (stored?.environmentId !== environmentId) throw notFound('source', id, 'this environment')
      await store.revokeSource(id, clock.now().toISOString())
      kept.delete(id)
    },
    async admit({ kind, sender, source: id, token }, delivery, verify) {
      if (!formats[kind].has(sender)) throw noFormat(kind, sender, formats[kind])
      const source = await read(id)
      if (source === undefined || source.kind !== kind || source.sender !== sender) {
        const message = `There is no source ${JSON.stringify(id)} of ${sender} here: create one, and deliver to its path.`
        throw new HttpError(404, 'no-such-path', message)
      }
      if (source.revokedAt !== null)
        throw new HttpError(401, 'unauthenticated', 'This source was revoked: create another one.')
      const now = clock.now().getTime()
      const proof = await prove({ source, delivery, token, verify, unseal, now })
      if (proof.type === 'refused')
        throw new HttpError(proof.status, refusalCodes[proof.status], proof.because)
      await touch(id)
      return source
    },
  }
}

const refusalCodes = { 400: 'invalid-request', 401: 'unauthenticated', 403: 'not-allowed' } as const

/** @throws RefusedError `invalid` */
function authOf(formats: Formats, draft: SourceDraft): AuthType {
  const { kind, sender, auth, secret, labels, deployments } = draft
  const format = formats.get(sender)
  if (format === undefined)
    throw invalid('/sender', `expected a format of ${kind}: ${namesOf(formats)}`, sender)
  const chosen = auth ?? format.auth[0]
  if (chosen === undefined || !format.auth.includes(chosen))
    throw invalid('/auth', `expected a way that ${sender} can: ${format.auth.join(', ')}`, chosen)
  if (secret !== undefined && chosen !== 'hmac')
    throw invalid('/secret', `leave it out: the secret of ${chosen} is made here`)
  if (deployments !== undefined && kind !== 'deployments')
    throw invalid('/deployments', `leave it out: only a source of the kind deployments has it`)
  for (const [label, from] of Object.entries(labels))
    if (from === '')
      throw invalid('/labels', `expected a JSON Pointer or a text for ${JSON.stringify(label)}`)
  return chosen
}

function invalid(path: string, message: string, seen?: string): RefusedError {
  const problem = { path, message, ...(seen !== undefined && { seen }) }
  return new RefusedError('invalid', `${path}: ${message}.`, { problems: [problem] })
}

function noFormat(kind: string, sender: string, formats: Formats): HttpError {
  const message = `There is no format ${JSON.stringify(sender)} of ${kind}: expected one of ${namesOf(formats)}.`
  return new HttpError(404, 'no-such-path', message)
}

function namesOf(formats: Formats): string {
  return [...formats.keys()].join(', ')
}
