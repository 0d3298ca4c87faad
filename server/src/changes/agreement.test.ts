import { compileProblems, compileRuleset } from '@ripcord/evaluator'
import {
  type EntityWrite,
  type FlagDefinition,
  type FlagSettings,
  flagDefinitionSchema,
  flagSettingsSchema,
  nodeName,
  parseNodeName,
  type Segment,
  segmentSchema,
} from '@ripcord/model'
import { expect, it } from 'vitest'
import { createAfter } from './after.js'
import { checkWrites, pathByName } from './check-writes.js'
import type { Reading } from './reading.js'
import { projectSent, sentFlag, sentSegment } from './sent-projection.js'
import { type Configuration, configurationOf } from './testing/configurations.js'

/** Why each flag and segment is refused, by `nodeName`. */
type Refusals = ReadonlyMap<string, string>

const at = { environment: 'live' }
const live: EntityWrite = {
  kind: 'environment',
  environment: null,
  key: at.environment,
  value: { key: at.environment, name: 'live', production: false, environmentId: 'e' } as never,
}

/** A log that holds nothing but these. */
function holding(standing: readonly EntityWrite[]): Reading {
  const find = (kind: string, environment: string | null, key: string) =>
    standing.find((one) => one.kind === kind && one.environment === environment && one.key === key)
  return {
    revision: 0,
    epoch: '',
    need: () => undefined,
    get: (...of) => find(...of) as never,
    list: (kind) => standing.filter((one) => one.kind === kind) as never,
    index() {
      throw new Error('whoever writes only what is new asks for no dependents')
    },
  }
}

/** What a request would write of each flag and segment, or why the schemas refuse it. */
function readAll({ definitions, settings, segments }: Configuration): Map<string, EntityWrite[] | string> {
  const flags = definitions.map((definition, i) => {
    const { key, ...rest } = settings[i] ?? definition
    return read(nodeName({ kind: 'flag', key }), () => [
      { kind: 'flag', environment: null, key, value: flagDefinitionSchema.parse(definition) },
      { kind: 'flagSettings', ...at, key, value: flagSettingsSchema.parse(rest) },
    ])
  })
  const others = segments.map((segment) =>
    read(nodeName({ kind: 'segment', key: segment.key }), () => [
      { kind: 'segment', ...at, key: segment.key, value: segmentSchema.parse(segment) },
    ]),
  )
  return new Map([...flags, ...others])
}

function read(name: string, writes: () => EntityWrite[]): [string, EntityWrite[] | string] {
  try {
    return [name, writes()]
  } catch (error) {
    return [name, String(error)]
  }
}

/** Why the server would not write it; undefined where it would. */
function refusalOf(standing: readonly EntityWrite[], writes: readonly EntityWrite[]): string | undefined {
  const after = createAfter(holding(standing), writes)
  const problems = checkWrites(after, projectSent(after), pathByName)
  return problems.length === 0 ? undefined : JSON.stringify(problems)
}

/** What the writer has against all of it in one request; undefined where it has nothing. */
function refusalOfAll(all: ReadonlyMap<string, EntityWrite[] | string>): string | undefined {
  const entities = [...all.values()]
  const unread = entities.find((entity) => typeof entity === 'string')
  return (
    unread ??
    refusalOf([], [live, ...entities.flatMap((entity) => (typeof entity === 'string' ? [] : entity))])
  )
}

/**
 * What the writer has against each, were the others there. One that could not be read, or that is wrong by itself, stands
 * as it does for a reader: a flag answers an error, which is one answer more and hurts nobody, and a segment is as good as
 * missing.
 */
function writerRefuses(all: ReadonlyMap<string, EntityWrite[] | string>): Refusals {
  const stands = new Map([...all].map(([name, writes]) => [name, standsAs(name, writes, all)]))
  const refusals = new Map<string, string>()
  for (const [name, writes] of all) {
    const others = [...stands].flatMap(([other, written]) => (other === name ? [] : written))
    const refusal = typeof writes === 'string' ? writes : refusalOf([live, ...others], writes)
    if (refusal !== undefined) refusals.set(name, refusal)
  }
  return refusals
}

/** What of an entity the others see. */
function standsAs(
  name: string,
  writes: EntityWrite[] | string,
  all: ReadonlyMap<string, EntityWrite[] | string>,
): EntityWrite[] {
  if (typeof writes === 'string') return standInFor(name)
  const sound = [...all].flatMap(([other, written]) => {
    if (other === name) return []
    return kindOf(other) === 'flag' || typeof written === 'string' ? standInFor(other) : written
  })
  return refusalOf([live, ...sound], writes) === undefined || kindOf(name) === 'segment'
    ? writes
    : standInFor(name)
}

function kindOf(name: string): string {
  return parseNodeName(name).kind
}

function standInFor(name: string): EntityWrite[] {
  const { kind, key } = parseNodeName(name)
  if (kind === 'segment') return []
  const definition = { key, name: key, type: 'boolean', variants: { on: true, off: false } }
  const settings = { enabled: true, offVariant: 'off', default: { type: 'variant', variant: 'on' } }
  return [
    { kind: 'flag', environment: null, key, value: flagDefinitionSchema.parse(definition) },
    { kind: 'flagSettings', ...at, key, value: flagSettingsSchema.parse(settings) },
  ]
}

/** What an SDK would quarantine, were it sent all as it is. */
function readerRefuses({ definitions, settings, segments }: Configuration): Refusals {
  const flags = definitions.map((definition, i) => {
    const sent = sentFlag(
      { archived: false, ...definition } as unknown as FlagDefinition,
      settings[i] as unknown as FlagSettings,
    )
    return [definition.key, sent as NonNullable<typeof sent>] as const
  })
  const sentSegments = segments.map((segment) => {
    const sent = sentSegment(segment as unknown as Segment)
    return [segment.key, sent as NonNullable<typeof sent>] as const
  })
  const ruleset = compileRuleset({
    flags: new Map(flags),
    segments: new Map(sentSegments),
    segmentChunks: new Map(),
    kills: new Map(),
  })
  return new Map(
    compileProblems(ruleset).map((refused) => [nodeName(refused), JSON.stringify(refused.problems)]),
  )
}

/** How many are tried. `CONFIGURATIONS=100000` tries more than a run of all tests has the time for. */
const configurations = Number(process.env['CONFIGURATIONS'] ?? 3_000)
/** No two of them are of one seed. `SEED` is the first one, to see again what was printed. */
const firstSeed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))

it(`refuses to write exactly what an SDK would quarantine, in ${configurations} configurations`, () => {
  let entities = 0
  let refused = 0
  for (let seed = firstSeed; seed < firstSeed + configurations; seed++) {
    const configuration = configurationOf(seed)
    const all = readAll(configuration)
    const [writer, reader] = [writerRefuses(all), readerRefuses(configuration)]
    for (const name of all.keys()) {
      entities++
      if (writer.has(name)) refused++
      if (writer.has(name) !== reader.has(name))
        throw new Error(
          `SEED=${seed}: of ${name} the writer says ${writer.get(name) ?? 'yes'}, and the reader ${reader.get(name) ?? 'yes'}`,
        )
    }
    const whole = refusalOfAll(all)
    if ((whole === undefined) !== (reader.size === 0))
      throw new Error(
        `SEED=${seed}: of all at once the writer says ${whole ?? 'yes'}, and the reader refuses ${[...reader.keys()].join(', ') || 'nothing'}`,
      )
  }
  // Otherwise one of the two sides would hardly have been asked.
  expect(refused / entities, `from SEED=${firstSeed} on`).toBeGreaterThan(0.1)
  expect(refused / entities, `from SEED=${firstSeed} on`).toBeLessThan(0.5)
}, 600_000)
