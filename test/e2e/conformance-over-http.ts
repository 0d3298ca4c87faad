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
])

/**
 * Whether a vector is about what a server has: overrides, constants and minutes without a server belong to a process,
 * and entities that no API would make are the SDK's to bear.
 */
export function isServersVector(file: string, vector: Vector): boolean {
  if (file === 'quarantine' || readersOnly.has(vector.name.split(':')[0] ?? '')) return false
  if (vector.overrides !== undefined || vector.constants !== undefined) return false
  const kills = vector.kills ?? []
  if (vector.blindMinutes !== undefined && kills.length === 0) return false
  return kills.length <= 1 && kills.every((kill) => isMakeable(kill, vector.flags))
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
  const killId = await createKill(api, params, vector.kills?.[0])
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
    answer: inVectorWords(items[0]?.resolution, killId, vector.kills?.[0]?.killId),
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

async function createKill(
  api: ApiClient,
  params: { project: string; environment: string },
  kill: Kill | undefined,
): Promise<string | undefined> {
  if (kill === undefined) return undefined
  const serveByFlag = Object.fromEntries(
    Object.entries(kill.serves).map(([flagKey, serves]): [string, ServeChoice] => [
      flagKey,
      serves.type === 'variant' ? { type: 'variant', variant: serves.variant } : { type: 'callerDefault' },
    ]),
  )
  const { kill: made } = await api.createKill({
    params,
    body: { target: { type: 'flags', flags: Object.keys(kill.serves) }, serveByFlag, reason: kill.reason },
  })
  return made.killId
}

/** A kill by API names flags that are there, and variants with the values they have. */
function isMakeable(kill: Kill, flags: Vector['flags']): boolean {
  if (kill.cause === 'drill') return false
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

function inVectorWords(
  resolution: Answered | undefined,
  killId: string | undefined,
  vectorKillId: string | undefined,
): Expectation {
  const { type, value, variant, reason, errorCode, flagMetadata = {} } = resolution ?? {}
  // The server has given the kill an id of its own.
  const metadata =
    killId !== undefined && flagMetadata['killId'] === killId && vectorKillId !== undefined
      ? { ...flagMetadata, killId: vectorKillId }
      : flagMetadata
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
