// What a value, a detailed answer and all flags at once cost, against closures written by hand for the same flags.
import { isDeepStrictEqual } from 'node:util'
import type { Client } from '@ripcord/sdk'
import { createScope } from '../harness/scope.js'
import { type ByHand, byHand, contexts, type EvalCase, evalCases, keysOf, kinds } from './eval/cases.js'
import { openClient, rulesetInput } from './eval/ripcord.js'
import { type Ask, compare, timed } from './eval/timing.js'
import type { Report } from './rows.js'

const against = 'closure written by hand'

export async function run(report: Report): Promise<void> {
  const scope = createScope()
  try {
    const flags = kinds.flatMap((kind) => keysOf(kind).map((key) => [kind, key] as const))
    const client = await openClient(scope, rulesetInput(flags))
    const closures = new Map<string, ByHand>(flags.map(([kind, key]) => [key, byHand(kind, key)]))
    const contenders = evalCases.map((one) => ({ one, ...contendersOf(one, client, closures) }))
    for (const { one, ours, theirs } of contenders) agree(one, ours, theirs)
    // An application asks its flags in turn, so that what the compiler has seen is all of them.
    for (let round = 0; round < 20; round++)
      for (const { one, ours, theirs } of contenders)
        for (const ask of [ours, theirs]) timed(ask, keysOf(one.kind))
    for (const { one, ours, theirs } of contenders) {
      const keys = keysOf(one.kind)
      const { ns, ratio } = compare(
        () => timed(ours, keys),
        () => timed(theirs, keys),
      )
      const name = `value: ${one.name}`
      report({ name, value: ratio, unit: '×', aim: one.aim, better: 'lower', against })
      report({ name: `${name}, per call`, value: ns, unit: 'ns', aim: null, better: 'lower', against: '' })
    }
  } finally {
    await scope.close()
  }
}

/** Served where a flag is not there. */
const noObject = Object.freeze({})

function contendersOf(
  { kind }: EvalCase,
  client: Client,
  closures: ReadonlyMap<string, ByHand>,
): { ours: Ask; theirs: Ask } {
  if (kind === 'segment')
    return {
      ours: (key, context) => client.getObjectValue(key, noObject, context),
      theirs: (key, context) => closures.get(key)?.(context) ?? noObject,
    }
  return {
    ours: (key, context) => client.getBooleanValue(key, false, context),
    theirs: (key, context) => closures.get(key)?.(context) ?? false,
  }
}

/** Nothing is timed that gives another answer. */
function agree({ name, kind }: EvalCase, ours: Ask, theirs: Ask): void {
  for (const key of keysOf(kind))
    for (const context of contexts)
      if (!isDeepStrictEqual(ours(key, context), theirs(key, context)))
        throw new Error(`${name}: ${key} is answered otherwise than by hand for ${context.targetingKey}`)
}
