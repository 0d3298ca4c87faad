// What a value, a detailed answer and all flags at once cost, against closures that were written by hand for the same
// flags, and beside the clients of other products.
import { isDeepStrictEqual } from 'node:util'
import { compileRuleset, type EvaluationContext, evaluateAll } from '@ripcord/evaluator'
import type { Client } from '@ripcord/sdk'
import { createScope } from '../harness/scope.js'
import { bytesPerCall } from './eval/allocation.js'
import { absentByHand, byHand, detailsByHand } from './eval/by-hand.js'
import { type EvalCase, evalCases } from './eval/cases.js'
import {
  type BenchContext,
  type BenchFlag,
  contexts,
  type Kind,
  keysOf,
  kinds,
  thousandFlags,
} from './eval/flags.js'
import { measureObserved } from './eval/observed.js'
import { measurePeers, type Question } from './eval/peers.js'
import { openClient, rulesetInput } from './eval/ripcord.js'
import { type Ask, compare, timed } from './eval/timing.js'
import type { Report } from './rows.js'

const against = 'closure written by hand'

export async function run(report: Report): Promise<void> {
  const scope = createScope()
  try {
    const flags: BenchFlag[] = kinds.flatMap((kind) => keysOf(kind).map((key) => [kind, key] as const))
    const client = await openClient(scope, rulesetInput(flags))
    const contests = [...valueContests(client, flags), ...detailsContests(client, flags)]
    for (const contest of contests) agree(contest)
    // An application asks its flags in turn, so that what the compiler has seen is all of them.
    for (let round = 0; round < 20; round++)
      for (const { ours, theirs, keys } of contests) for (const ask of [ours, theirs]) timed(ask, keys)
    for (const contest of contests) measure(contest, report)
    for (const contest of contests) measureAllocation(contest, report)
    await measureObserved(scope, report)
    const questions = new Map<string, Question>()
    for (const { name, keys, ours } of contests)
      questions.set(name, (at) => ours(keys[at & 63] as string, contexts[at] as BenchContext))
    questions.set('all 1,000 flags', measureAll(report))
    await measurePeers(scope, flags, questions, report)
  } finally {
    await scope.close()
  }
}

/** One question, put to us and to closures. */
interface Contest {
  readonly name: string
  readonly keys: readonly string[]
  readonly aim: number
  /** Bytes that a call may leave; null where no aim is set. */
  readonly bytesAim: number | null
  readonly ours: Ask
  readonly theirs: Ask
}

/** Served where a flag is not there. */
const noObject = Object.freeze({})

function valueContests(client: Client, flags: readonly BenchFlag[]): Contest[] {
  const closures = new Map(flags.map(([kind, key]) => [key, byHand(kind, key)]))
  return evalCases.map((one) => ({
    ...contestOf(`value: ${one.name}`, one),
    // Measured in whole bytes: the least that V8 allocates is 16.
    bytesAim: 1,
    ...(one.kind === 'segment'
      ? {
          ours: (key, context) => client.getObjectValue(key, noObject, context),
          theirs: (key, context) => closures.get(key)?.(context) ?? noObject,
        }
      : {
          ours: (key, context) => client.getBooleanValue(key, false, context),
          theirs: (key, context) => closures.get(key)?.(context) ?? false,
        }),
  }))
}

function detailsContests(client: Client, flags: readonly BenchFlag[]): Contest[] {
  const closures = new Map(flags.map(([kind, key]) => [key, detailsByHand(kind, key)]))
  const theirs: Ask = (key, context) => closures.get(key)?.(context) ?? absentByHand(key)
  return evalCases.map((one) => ({
    ...contestOf(`details: ${one.name}`, one),
    aim: 3,
    bytesAim: null,
    theirs,
    ours:
      one.kind === 'segment'
        ? (key, context) => client.getObjectDetails(key, noObject, context)
        : (key, context) => client.getBooleanDetails(key, false, context),
  }))
}

function contestOf(name: string, { kind, aim }: EvalCase): Pick<Contest, 'name' | 'keys' | 'aim'> {
  return { name, keys: keysOf(kind), aim }
}

/** Nothing is timed that answers otherwise. */
function agree({ name, keys, ours, theirs }: Contest): void {
  for (const key of keys)
    for (const context of contexts) {
      const [answer, wanted] = [ours(key, context), theirs(key, context)]
      if (!isDeepStrictEqual(answer, wanted))
        throw new Error(`${name}: saw ${JSON.stringify(answer)}, by hand ${JSON.stringify(wanted)}`)
    }
}

function measure({ name, keys, aim, ours, theirs }: Contest, report: Report): void {
  const { ns, ratio } = compare(
    () => timed(ours, keys),
    () => timed(theirs, keys),
  )
  report({ name, value: ratio, unit: '×', aim, better: 'lower', against })
  report({ name: `${name}, per call`, value: ns, unit: 'ns', aim: null, better: 'lower', against: '' })
}

function measureAllocation({ name, keys, bytesAim, ours }: Contest, report: Report): void {
  const value = bytesPerCall((call) =>
    ours(keys[call & 63] as string, contexts[(call + (call >> 6)) & 1023] as BenchContext),
  )
  report({
    name: `${name}, allocated per call`,
    value,
    unit: 'bytes',
    aim: bytesAim,
    better: 'lower',
    against: '',
  })
}

/** What an evaluation of everything for a browser does on the way to its JSON. */
function measureAll(report: Report): Question {
  const ruleset = compileRuleset(rulesetInput(thousandFlags))
  const kindOf = new Map(thousandFlags.map(([kind, key]) => [key, kind]))
  const closures = new Map(
    Array.from(ruleset.flags.keys(), (key) => [key, byHand(kindOf.get(key) as Kind, key)]),
  )
  const ours = (context: EvaluationContext) => evaluateAll(ruleset, context)
  const theirs = (context: BenchContext) => {
    const answers: unknown[] = []
    for (const closure of closures.values()) answers.push(closure(context))
    return answers
  }
  for (const context of contexts) {
    const values = ours(context).map((answer) => (answer.type === 'variant' ? answer.value : undefined))
    if (!isDeepStrictEqual(values, theirs(context))) throw new Error('all flags: not as by hand')
  }
  const timedAll = (all: (context: BenchContext) => unknown[]) => {
    const start = process.hrtime.bigint()
    for (let i = 0; i < 16; i++) all(contexts[i * 61] as BenchContext)
    return Number(process.hrtime.bigint() - start) / 16
  }
  const { ns, ratio } = compare(
    () => timedAll(ours),
    () => timedAll(theirs),
  )
  report({ name: 'all 1,000 flags', value: ratio, unit: '×', aim: 1.3, better: 'lower', against })
  report({
    name: 'all 1,000 flags, per call',
    value: ns,
    unit: 'ns',
    aim: null,
    better: 'lower',
    against: '',
  })
  return (at) => ours(contexts[at] as BenchContext)
}
