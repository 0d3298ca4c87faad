import { compileRuleset, type EvaluationContext, evaluate } from '@ripcord/evaluator'
import { contexts, type EvalCase, evalCases, segmentIds } from './eval/cases.js'
import { median, type Report } from './rows.js'

const flagsPerCase = 64
const callsPerRound = 100_000
const rounds = 21

/** In-process evaluation against a map of closures, each written by hand for its flag, in the same run. */
export async function run(report: Report): Promise<void> {
  const keys = (name: string) =>
    Array.from({ length: flagsPerCase }, (_, i) => `${name.replace(/[^a-z0-9]+/g, '-')}-${i}`)
  const ruleset = compileRuleset({
    flags: new Map(
      evalCases.flatMap(({ name, flag }) =>
        flag === undefined ? [] : keys(name).map((key) => [key, flag(key)] as const),
      ),
    ),
    segments: new Map([['thousand', { key: 'thousand', chunks: 1 }]]),
    segmentChunks: new Map([['thousand/0', { included: [...segmentIds], excluded: [] }]]),
    kills: new Map(),
  })
  const closures = new Map(
    evalCases.flatMap(({ name, byHand }) =>
      byHand === undefined ? [] : keys(name).map((key) => [key, byHand(key)] as const),
    ),
  )
  const ours = (key: string, context: EvaluationContext) => {
    const resolution = evaluate(ruleset, key, context)
    return resolution.type === 'variant' && resolution.value === true
  }
  const byHand = (key: string, context: EvaluationContext) => closures.get(key)?.(context) ?? false
  for (const one of evalCases) measure(one, keys(one.name), ours, byHand, report)
}

type Call = (key: string, context: EvaluationContext) => boolean

function measure(
  { name, aim }: EvalCase,
  keys: readonly string[],
  ours: Call,
  byHand: Call,
  report: Report,
): void {
  const counts = [ours, byHand].map((call) => timed(call, keys).served)
  if (counts[0] !== counts[1])
    throw new Error(`${name}: ${counts[0]} true answers against ${counts[1]} by hand`)
  const figures = Array.from({ length: rounds }, (_, round) => {
    // Taking turns at going first evens out what the machine does meanwhile.
    const first = round % 2 === 0 ? timed(ours, keys) : undefined
    const other = timed(byHand, keys)
    const mine = first ?? timed(ours, keys)
    return { ns: mine.ns, ratio: mine.ns / other.ns }
  })
  const against = 'closure written by hand'
  const ratio = median(figures.map((figure) => figure.ratio))
  const ns = median(figures.map((figure) => figure.ns))
  report({ name: `evaluate: ${name}`, value: ratio, unit: '×', aim, better: 'lower', against })
  report({
    name: `evaluate: ${name}, per call`,
    value: ns,
    unit: 'ns',
    aim: null,
    better: 'lower',
    against: '',
  })
}

function timed(call: Call, keys: readonly string[]): { ns: number; served: number } {
  let served = 0
  const start = process.hrtime.bigint()
  for (let i = 0; i < callsPerRound; i++) {
    const key = keys[i % flagsPerCase] as string
    if (call(key, contexts[(i >> 3) & 63] as EvaluationContext)) served++
  }
  return { ns: Number(process.hrtime.bigint() - start) / callsPerRound, served }
}
