import { readFileSync } from 'node:fs'
import type { ApiClient } from '@ripcord/api'
import { releaseTemplateSchema } from '@ripcord/model'
import { type ApiOptions, apiOf, asked, serverOf } from './ask-api.js'
import { CommandFailure, exitCodes } from './exit-codes.js'
import { readYaml } from './read-yaml.js'
import { type Terminal, tell } from './terminal.js'

export interface SourceOptions extends ApiOptions {
  project: string
  in: string
}

export interface CreateSourceOptions extends SourceOptions {
  /** `alerts` or `deployments`: the server says what else is no kind. */
  kind: string
  sender: string
  name: string
  auth: string | undefined
  /** File of a secret that the sender has made: an argument would stay in the shell's history. */
  secretFile: string | undefined
  releases: string | undefined
  service: string | undefined
  labels: Record<string, string>
  topics: string[]
  /** How its sender calls the environment. */
  called: string[]
  /** File of a release without key and build, of which drafts are made. */
  template: string | undefined
}

type Draft = Parameters<ApiClient['createSource']>[0]['body']
type NewSource = Awaited<ReturnType<ApiClient['createSource']>>
type Source = Awaited<ReturnType<ApiClient['listSources']>>['items'][number]

/** `ripcord source create`: the address to paste, and the credential, this once. */
export async function runCreateSource(options: CreateSourceOptions, terminal: Terminal): Promise<void> {
  const { kind, sender, name, auth, secretFile, releases, service, labels, topics } = options
  const draft: Draft = {
    // The server knows the kinds, and the ways of each sender, and says which there are.
    kind: kind as Source['kind'],
    sender,
    name,
    ...(auth !== undefined && { auth: auth as Source['auth'] }),
    ...(secretFile !== undefined && { secret: readSecret(secretFile) }),
    scope: { releases: releases ?? null, service: service ?? null },
    labels,
    allowedTopics: topics,
    ...deploymentsOf(options),
  }
  const source = await create(options, name, draft)
  tell(terminal, options.json, shown(options, source), linesOf(options, source))
}

/** What only a source of deployments has: nothing where nothing of it is said. */
function deploymentsOf({ called, template }: CreateSourceOptions): Pick<Draft, 'deployments'> {
  if (called.length === 0 && template === undefined) return {}
  const releaseFile = template === undefined ? null : readYaml(releaseTemplateSchema, template)
  return { deployments: { environments: called, releaseFile } }
}

/** `ripcord source list`. */
export async function runListSources(options: SourceOptions, terminal: Terminal): Promise<void> {
  const alive = (await list(options)).filter(({ revokedAt }) => revokedAt === null)
  const items = alive.map(({ id, kind, sender, name, auth, scope, path, createdAt, lastUsedAt }) => ({
    id,
    kind,
    sender,
    name,
    auth,
    scope: { ...scope },
    path,
    createdAt,
    lastUsedAt,
  }))
  tell(terminal, options.json, { items }, [
    ...alive.map(
      ({ id, kind, sender, name, auth, lastUsedAt }) =>
        `${id}  ${kind} of ${sender} (${auth})  ${name}  ${lastUsedAt === null ? 'never used' : `last used ${lastUsedAt}`}`,
    ),
    ...(alive.length === 0 ? [`There is no source in ${options.in}.`] : []),
  ])
}

/**
 * `ripcord source rotate`: another source that is as this one, so that the old one goes on until the sender has changed over.
 * A new secret in the old one's place would come undone when a backup is restored; that one is revoked does not.
 */
export async function runRotateSource(
  options: SourceOptions & { source: string; secretFile: string | undefined },
  terminal: Terminal,
): Promise<void> {
  const { source: id, secretFile } = options
  const old = (await list(options)).find((one) => one.id === id && one.revokedAt === null)
  if (old === undefined)
    throw new CommandFailure(exitCodes.refused, `There is no source ${id} in ${options.in}.`)
  const { kind, sender, name, auth, scope, labels, allowedTopics, deployments } = old
  const secret = secretFile === undefined ? {} : { secret: readSecret(secretFile) }
  const ofDeployments = deployments === null ? {} : { deployments }
  const draft = { kind, sender, name, auth, scope, labels, allowedTopics, ...ofDeployments, ...secret }
  const source = await create(options, id, draft)
  tell(terminal, options.json, { ...shown(options, source), replaces: id }, [
    ...linesOf(options, source),
    `The old one goes on. When the sender has changed over:`,
    `  ripcord source delete ${id} --project ${options.project} --environment ${options.in}`,
  ])
}

/** `ripcord source delete`: what it delivers from now on is refused. */
export async function runDeleteSource(
  options: SourceOptions & { source: string },
  terminal: Terminal,
): Promise<void> {
  const { project, in: environment, source } = options
  await asked(options, source, () =>
    apiOf(options).revokeSource({ params: { project, environment, source } }),
  )
  tell(terminal, options.json, { source, revoked: true }, [
    `${source} is revoked: what it delivers from now on is refused.`,
  ])
}

function create(options: SourceOptions, about: string, body: Draft): Promise<NewSource> {
  const { project, in: environment } = options
  return asked(options, about, () => apiOf(options).createSource({ params: { project, environment }, body }))
}

async function list(options: SourceOptions): Promise<Source[]> {
  const { project, in: environment } = options
  const params = { project, environment }
  return (await asked(options, environment, () => apiOf(options).listSources({ params }))).items
}

function shown(options: SourceOptions, { id, sender, name, auth, secret, path }: NewSource) {
  return { id, sender, name, auth, address: addressOf(options, { auth, secret, path }), credential: secret }
}

/** The token of `url-token` is a part of it. */
function addressOf(
  options: SourceOptions,
  { auth, secret, path }: Pick<NewSource, 'auth' | 'secret' | 'path'>,
): string {
  return serverOf(options).replace(/\/$/, '') + path + (auth === 'url-token' ? `/${secret}` : '')
}

function linesOf(options: SourceOptions, source: NewSource): string[] {
  const { id, kind, sender, name, auth, secret } = source
  return [
    `${name}: source ${id} of ${kind}, from ${sender}, in ${options.in}`,
    `address:     ${addressOf(options, source)}`,
    ...(secret === null || auth === 'url-token' ? [] : [`credential:  ${secret}`]),
    `how:         ${proofs[auth]}`,
    `read:        ${pageOf(source)}`,
    ...(secret === null ? [] : ['The credential is shown this once.']),
  ]
}

function pageOf({ kind, sender }: NewSource): string {
  if (kind === 'deployments') return 'docs/deployments.md'
  return sender === 'alertmanager' ? 'docs/alertmanager.md' : 'docs/senders.md'
}

const proofs: { readonly [A in NewSource['auth']]: string } = {
  bearer: 'Authorization: Bearer <credential>',
  basic: 'Authorization: Basic, any user, the credential as password',
  hmac: 'the sender signs with the credential',
  sns: 'Amazon signs; only topics that were named are confirmed',
  'url-token': 'the address is the credential: keep it as one',
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new CommandFailure(exitCodes.refused, `${file} could not be read.`, { cause: error })
  }
}
