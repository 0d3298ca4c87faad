import { type ApiClient, ApiError } from '@ripcord/api'
import type { Kill, SentFlag } from '@ripcord/model'
import type { Expectation, Vector } from '../harness/conformance.js'

type ServeChoice = { type: 'variant'; variant: string } | { type: 'callerDefault' }

export type Outcome =
  | { type: 'answered'; answer: Expectation }
  /** The API would not take what the vector holds. */
  | { type: 'refused'; because: string }

/** What a reader bears and no writer sends: names of vectors, up to a colon. */
const readersOnly = new Set([
  'an id in the chunk of another',
  'a broken segment',
  'an accepted variant that the other flag does not have',
  'fields that nobody knows are skipped',
  'a flag key of an object method',
  // The API fills in what is missing, and keeps a flag under its own key.
  'another key',
  'no enabled',
  'no off variant field',
  'no default',
])

/**
 * Whether its API can make what the vector holds: overrides, constants and minutes without a server belong to a
 * process. What only lies in a database is asked for in server/src/flags/stored-vectors.test.ts.
 */
export function isServersVector(file: string, vector: Vector): boolean {
  // A release writes what its flags are sent with; nobody else can.
  if (file === 'releases') return false
  if (readersOnly.has(vector.name.split(':')[0] ?? '')) return false
  if (vector.overrides !== undefined || vector.constants !== undefined) return false
  const kills = vector.kills ?? []
  if (vector.blindMinutes !== undefined && kills.length === 0) return false
  // Over HTTP a kill is a person's: which of two decides would be another.
  if (kills.length > 1 && kills.some(({ cause }) => cause === 'guard')) return false
  return areInTurn(kills) && kills.every((kill) => isMakeable(kill, vector.flags))
}

/** A project has room for so many environments; each vector takes one. */
const vectorsPerProject = 40

/** Vectors that can share a project: their flags are the same but for the settings. */
export function projectsOf<V extends { vector: Vector }>(vectors: readonly V[]): V[][] {
  const byDefinitions = new Map<string, V[]>()
  for (const one of vectors) {
    const definitions = JSON.stringify(Object.values(one.vector.flags).map(definitionOf))
    const before = byDefinitions.get(definitions)
    if (before === undefined) byDefinitions.set(definitions, [one])
    else before.push(one)
  }
  return [...byDefinitions.values()].flatMap((alike) =>
    Array.from({ length: Math.ceil(alike.length / vectorsPerProject) }, (_, i) =>
      alike.slice(i * vectorsPerProject, (i + 1) * vectorsPerProject),
    ),
  )
}

/** Builds what the vectors hold in a project, each in an environment of its own, and evaluates it there. */
export async function evaluateOverHttp(
  api: ApiClient,
  project: string,
  vectors: readonly Vector[],
): Promise<Outcome[]> {
  const environmentOf = (i: number) => `v${i}`
  const environments = vectors.map((_, i) => ({ key: environmentOf(i), name: environmentOf(i) }))
  await api.createProject({ body: { key: project, name: project, environments } })
  const refusal = await refusalOf(() => createFlags(api, project, vectors[0]?.flags ?? {}))
  if (refusal !== undefined) return vectors.map(() => refusal)
  const outcomes: Outcome[] = []
  for (const [i, vector] of vectors.entries()) {
    const params = { project, environment: environmentOf(i) }
    const asked = async () => void outcomes.push(await evaluateOne(api, params, vector))
    const refused = await refusalOf(asked)
    if (refused !== undefined) outcomes.push(refused)
  }
  return outcomes
}

async function refusalOf(work: () => Promise<void>): Promise<Outcome | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return { type: 'refused', because: error.message }
    throw error
  }
}

interface Params {
  project: string
  environment: string
}

async function evaluateOne(api: ApiClient, params: Params, vector: Vector): Promise<Outcome> {
  await createSegments(api, params, vector)
  await setFlags(api, params, vector)
  const ids = await createKills(api, params, vector.kills ?? [])
  const { items } = await api.evaluateFlags({
    params,
    body: {
      flags: [vector.flagKey],
      context: { ...vector.context },
      ...(vector.now !== undefined && { now: vector.now }),
    },
  })
  return {
    type: 'answered',
    answer: inVectorWords(items[0]?.resolution, ids),
  }
}

type Definition = Pick<SentFlag, 'key' | 'type' | 'variants' | 'metadata'>

/** Some vectors hold a flag that is null. */
function definitionOf(flag: SentFlag | null): Definition | null {
  if (flag === null) return null
  const { key, type, variants, metadata } = flag
  return { key, type, variants, ...(metadata === undefined ? {} : { metadata }) }
}

async function createFlags(api: ApiClient, project: string, flags: Vector['flags']): Promise<void> {
  for (const flag of Object.values(flags))
    await api.createFlag({
      params: { project },
      body: { name: flag.key, ...(definitionOf(flag) as Definition) },
    })
}

async function createSegments(
  api: ApiClient,
  { project, environment }: Params,
  vector: Vector,
): Promise<void> {
  const segments = vector.segments ?? []
  for (const { key } of segments) {
    await api.createSegment({
      params: { project, environment },
      body: { key, name: key, ...idsOf(vector, key) },
    })
  }
  // Rules come last, since they may ask for another segment.
  for (const { key, rules } of segments) {
    await api.updateSegment({ params: { project, environment, segment: key }, body: { rules } })
  }
}

async function setFlags(api: ApiClient, { project, environment }: Params, vector: Vector): Promise<void> {
  const flags = Object.values(vector.flags)
  if (flags.length === 0) return
  await api.changeFlags({
    params: { project },
    body: {
      edits: flags.map((flag) => ({
        type: 'settings',
        flag: flag.key,
        environment,
        patch: settingsOf(flag),
      })),
    },
  })
}

function settingsOf(
  flag: SentFlag,
): Pick<SentFlag, 'enabled' | 'offVariant' | 'default' | 'rules' | 'prerequisites' | 'whenBlind'> {
  const { key: _key, type: _type, variants: _variants, metadata: _metadata, ...settings } = flag
  return settings
}

function idsOf(vector: Vector, segment: string): { included: string[]; excluded: string[] } {
  const chunks = Object.entries(vector.segmentChunks ?? {})
    .filter(([key]) => key.startsWith(`${segment}/`))
    .map(([, chunk]) => chunk)
  const excluded = chunks.flatMap((chunk) => chunk.excluded)
  // A writer refuses an id that is in both lists; for a reader the exclusion goes first.
  const included = chunks.flatMap((chunk) => chunk.included).filter((id) => !excluded.includes(id))
  return { included, excluded }
}

/** Makes them in the order of their first commits; answers the vector's id of each by the one that it was given. */
async function createKills(
  api: ApiClient,
  params: Params,
  kills: readonly Kill[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>()
  for (const kill of kills.toSorted((a, b) => a.firstCommit.revision - b.firstCommit.revision))
    ids.set(await createKill(api, params, kill), kill.killId)
  return ids
}

async function createKill(api: ApiClient, params: Params, kill: Kill): Promise<string> {
  const { cause, reason, serves } = kill
  const serveByFlag = Object.fromEntries(
    Object.entries(serves).map(([flagKey, served]): [string, ServeChoice] => [
      flagKey,
      served.type === 'variant' ? { type: 'variant', variant: served.variant } : { type: 'callerDefault' },
    ]),
  )
  const body = { target: { type: 'flags' as const, flags: Object.keys(serves) }, serveByFlag, reason }
  const { kill: made } =
    cause === 'drill'
      ? await api.startDrill({ params, body: { ...body, endsAfterMs: drillMs } })
      : await api.createKill({
          params,
          // What nobody can claim over HTTP is a person's there.
          body: { ...body, cause: cause === 'breakGlass' ? cause : undefined },
        })
  return made.killId
}

/** Longer than any run. */
const drillMs = 24 * 3_600_000

/** A server gives each kill a revision of its own, in the one epoch that it has. */
function areInTurn(kills: readonly Kill[]): boolean {
  const revisions = new Set(kills.map(({ firstCommit }) => firstCommit.revision))
  const epochs = new Set(kills.map(({ firstCommit }) => firstCommit.epoch))
  return revisions.size === kills.length && epochs.size <= 1
}

/** A kill by API names flags that are there, and variants with the values they have; SDKs alone bring one back. */
function isMakeable(kill: Kill, flags: Vector['flags']): boolean {
  if (kill.cause === 'recovered') return false
  return Object.entries(kill.serves).every(([flagKey, serves]) => {
    const flag = Object.hasOwn(flags, flagKey) ? flags[flagKey] : undefined
    // Some vectors hold a flag that is null.
    if (!flag) return false
    return (
      serves.type === 'callerDefault' ||
      JSON.stringify(flag.variants?.[serves.variant]) === JSON.stringify(serves.value)
    )
  })
}

type Answered = Awaited<ReturnType<ApiClient['evaluateFlags']>>['items'][number]['resolution']

/** The server has given each kill an id of its own. */
function inVectorWords(resolution: Answered | undefined, ids: ReadonlyMap<string, string>): Expectation {
  const { type, value, variant, reason, errorCode, flagMetadata = {} } = resolution ?? {}
  const killId = ids.get(String(flagMetadata['killId']))
  const metadata = killId === undefined ? flagMetadata : { ...flagMetadata, killId }
  return {
    ...(type === 'variant'
      ? { variant, value }
      : type === 'callerDefault'
        ? { callerDefault: true }
        : { errorCode }),
    reason,
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  } as Expectation
}
