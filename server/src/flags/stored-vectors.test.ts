import { isDeepStrictEqual } from 'node:util'
import type { EntityWrite, StoredKill } from '@ripcord/model'
import { expect, it } from 'vitest'
import { conformanceVectors, observed, type Vector } from '../../../test/harness/conformance.js'
import { sentChunk, sentFlag, sentSegment } from '../changes/sent-projection.js'
import { createHandClock } from '../changes/testing/house.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'
import type { Storage } from '../storage/storage.js'
import { commit, environmentOf, project } from '../storage/testing/drafts.js'
import { createEvaluateFlags, type EvaluateFlags } from './evaluate-flags.js'
import { createRulesetAt } from './ruleset-at.js'

// What lies in a database is not always what this server would write: another version may have written it, and kills
// come back from SDKs. So the vectors are put there as they are, past every check.

const live = { environment: 'live' }

/** A flag as its two halves are stored. */
function halvesOf(flag: object) {
  const { key, type, variants, metadata = {}, ...settings } = flag as { [field: string]: unknown }
  return {
    definition: { key, type, variants, metadata, archived: false },
    settings: { prerequisites: [], rules: [], whenBlind: { type: 'keep' }, ...settings },
  }
}

/** What is stored of a vector. */
function writesOf({ flags, segments = [], segmentChunks = {}, kills = [] }: Vector): EntityWrite[] {
  const ofFlags = Object.entries(flags).flatMap(([key, flag]) => {
    const { definition, settings } = halvesOf(flag)
    return [
      { kind: 'flag', environment: null, key, value: definition },
      { kind: 'flagSettings', ...live, key, value: settings },
    ]
  })
  const ofSegments = segments.map(({ key, ...rest }) => {
    return { kind: 'segment', ...live, key, value: { key, rules: [], ...rest } }
  })
  const ofChunks = Object.entries(segmentChunks).map(([key, value]) => {
    return { kind: 'segmentChunk', ...live, key, value }
  })
  const ofKills = kills.map((kill) => {
    const value: StoredKill = { ...kill, lifted: null }
    return { kind: 'kill', ...live, key: kill.killId, value }
  })
  return [...ofFlags, ...ofSegments, ...ofChunks, ...ofKills] as EntityWrite[]
}

/** What a process of its own has and a server has not: constants, overrides, minutes without a server. */
function isOfProcess({ constants, overrides, blindMinutes, kills = [] }: Vector): boolean {
  return (
    constants !== undefined ||
    overrides !== undefined ||
    // A kill goes before blindness.
    (blindMinutes !== undefined && kills.length === 0)
  )
}

/** Whether a database can hold it: what SDKs would be sent of it is then what the vector says. */
function isStorable({ flags, segments = [], segmentChunks = {} }: Vector): boolean {
  try {
    const sent = [
      ...Object.values(flags).map((flag) => {
        const { definition, settings } = halvesOf(flag)
        return sentFlag(definition as never, settings as never)
      }),
      ...segments.map((segment) => sentSegment({ rules: [], ...segment } as never)),
      ...Object.values(segmentChunks).map(sentChunk),
    ]
    const meant = [...Object.values(flags), ...segments, ...Object.values(segmentChunks)]
    return sent.every((one, i) => isDeepStrictEqual(asJson(one), withoutEmpty(meant[i])))
  } catch {
    return false
  }
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** Lists of nothing are not sent. */
function withoutEmpty(value: unknown): unknown {
  const entries = Object.entries(value as object)
  const isEmptyRules = ([field, one]: [string, unknown]) =>
    (field === 'rules' || field === 'prerequisites') && Array.isArray(one) && one.length === 0
  return Object.fromEntries(entries.filter((entry) => !isEmptyRules(entry)))
}

async function answerOf(storage: Storage, evaluate: EvaluateFlags, vector: Vector, i: number) {
  const key = `p${i}`
  const entities: EntityWrite[] = [
    { kind: 'project', environment: null, key, value: { ...project, key, id: key } },
    {
      kind: 'environment',
      environment: null,
      key: live.environment,
      value: { ...environmentOf(live.environment), id: `env-${key}` },
    },
    ...writesOf(vector),
  ]
  await storage.changes.transact({ project: key, reads: [], create: { projectId: key } }, () =>
    commit({ entities }, null),
  )
  const { flagKey, context, now } = vector
  const { items } = await evaluate(key, live.environment, { flags: [flagKey], context, now })
  return items[0] && observed(items[0].resolution)
}

it('answers the conformance vectors from what is stored, also where no server of this version would have written it', async () => {
  const clock = createHandClock()
  const storage = await openSqliteStorage({ file: ':memory:', clock, mint: 'start' })
  const rulesetAt = createRulesetAt({
    changes: storage.changes,
    environmentId: async (key) => `env-${key}`,
  })
  const evaluate = createEvaluateFlags(rulesetAt, clock)
  const vectors = [...conformanceVectors()]
    // What is stored of a release that runs is not what SDKs are sent of it.
    .filter(([file]) => file !== 'releases')
    .flatMap(([file, ofFile]) => ofFile.map((vector) => ({ name: `${file}: ${vector.name}`, vector })))
    .filter(({ vector }) => !isOfProcess(vector))
  const wrong: object[] = []
  const notStorable: string[] = []
  for (const [i, { name, vector }] of vectors.entries()) {
    if (!isStorable(vector)) {
      notStorable.push(name)
      continue
    }
    const seen = await answerOf(storage, evaluate, vector, i)
    if (!isDeepStrictEqual(seen, vector.expect)) wrong.push({ name, expected: vector.expect, seen })
  }
  expect(wrong).toEqual([])
  expect(notStorable).toEqual([
    'kills: a flag that is no object',
    'order: fields that nobody knows are skipped',
    'quarantine: rules that are no list',
    'quarantine: a rule that is text',
    'quarantine: a sound flag among all of these',
  ])
})
