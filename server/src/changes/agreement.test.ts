import { compileProblems, compileRuleset } from '@ripcord/evaluator'
import {
  type EntityWrite,
  type FlagDefinition,
  type FlagSettings,
  flagDefinitionSchema,
  flagSettingsSchema,
  type Segment,
  segmentSchema,
} from '@ripcord/model'
import { expect, it } from 'vitest'
import { createAfter } from './after.js'
import { checkWrites, pathByName } from './check-writes.js'
import type { Reading } from './reading.js'
import { projectSent, sentFlag, sentSegment } from './sent-projection.js'
import { type Configuration, configurationOf } from './testing/configurations.js'

/** An environment in which nothing is yet. */
const nothing: Reading = {
  revision: 0,
  epoch: '',
  need: () => undefined,
  get: () => undefined,
  list: () => [],
  index() {
    throw new Error('whoever writes only what is new asks for no dependents')
  },
}

/** Why the server would not write it; undefined where it would. */
function refusalOf({ definitions, settings, segments }: Configuration): string | undefined {
  const writes: EntityWrite[] = []
  const at = { environment: 'live' }
  try {
    for (const one of definitions)
      writes.push({ kind: 'flag', environment: null, key: one.key, value: flagDefinitionSchema.parse(one) })
    for (const { key, ...rest } of settings)
      writes.push({ kind: 'flagSettings', ...at, key, value: flagSettingsSchema.parse(rest) })
    for (const one of segments)
      writes.push({ kind: 'segment', ...at, key: one.key, value: segmentSchema.parse(one) })
  } catch (error) {
    return String(error)
  }
  const live = { key: 'live', name: 'live', production: false, environmentId: 'e' }
  writes.push({ kind: 'environment', environment: null, key: 'live', value: live as never })
  const after = createAfter(nothing, writes)
  const problems = checkWrites(after, projectSent(after), pathByName)
  return problems.length === 0 ? undefined : JSON.stringify(problems)
}

/** Why an SDK would not serve all of it, were it sent as it is; undefined where it would. */
function quarantineOf({ definitions, settings, segments }: Configuration): string | undefined {
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
  const refused = compileProblems(ruleset)
  return refused.length === 0 ? undefined : JSON.stringify(refused)
}

/** How many are tried. `CONFIGURATIONS=100000` tries more than a run of all tests has the time for. */
const configurations = Number(process.env['CONFIGURATIONS'] ?? 10_000)
/** No two of them are of one seed. */
const firstSeed = Math.floor(Math.random() * 2 ** 31)

it(`refuses to write exactly what an SDK would quarantine, in ${configurations} configurations`, () => {
  let refused = 0
  for (let seed = firstSeed; seed < firstSeed + configurations; seed++) {
    const configuration = configurationOf(seed)
    const refusal = refusalOf(configuration)
    const quarantine = quarantineOf(configuration)
    if (refusal !== undefined) refused++
    if ((refusal === undefined) === (quarantine === undefined)) continue
    const [writer, reader] = [refusal ?? 'yes', quarantine ?? 'yes']
    throw new Error(`of seed ${seed} the writer says ${writer}, and the reader ${reader}`)
  }
  // Otherwise one of the two sides would hardly have been asked.
  expect(refused / configurations).toBeGreaterThan(0.25)
  expect(refused / configurations).toBeLessThan(0.75)
}, 600_000)
