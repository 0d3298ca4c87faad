import { Environment } from '@marcbachmann/cel-js'
import { type PulledCheck, quoted } from '@ripcord/model'

/** What a condition may speak of. All are numbers; what was not measured is not a number (NaN), and compares false. */
export interface Measured {
  value: number
  /** The same of the day or week before. */
  baseline?: number | undefined
  /** `value` to `baseline`. */
  ratio?: number | undefined
  /** How long the answer took, milliseconds. */
  latencyMs?: number | undefined
}

/** Throws where it can’t be worked out. */
export type Condition = (measured: Measured) => boolean

const names = ['value', 'baseline', 'ratio', 'latencyMs'] as const

/*
 * CEL with what a condition on numbers needs: comparisons, arithmetic, `&&`, `||`, `!`, `?:` and `in`. Texts and calls
 * are left out: a regular expression or a loop in a loop could keep the server busy.
 */
const environment = numbersOf(
  new Environment({ limits: { maxAstNodes: 200, maxDepth: 30, maxListElements: 50, maxMapEntries: 0 } }),
)

/** CEL knows whole numbers and others apart; people who write `value * 2` do not. */
function numbersOf(made: Environment): Environment {
  for (const name of names) made.registerVariable(name, 'double')
  const operators: [string, (a: number, b: number) => number][] = [
    ['+', (a, b) => a + b],
    ['-', (a, b) => a - b],
    ['*', (a, b) => a * b],
    ['/', (a, b) => a / b],
  ]
  for (const [sign, work] of operators) {
    made.registerOperator(`double ${sign} int: double`, (a: number, b: bigint) => work(a, Number(b)))
    made.registerOperator(`int ${sign} double: double`, (a: bigint, b: number) => work(Number(a), b))
  }
  made.registerOperator('double == int: bool', (a: number, b: bigint) => a === Number(b))
  return made
}

/** The condition of a check; a sentence also where it speaks of a past that the check does not ask for. */
export function conditionOf(check: PulledCheck): Condition | string {
  const hasPast = 'baseline' in check && check.baseline !== undefined
  const [word] = /\b(baseline|ratio)\b/.exec(check.failWhen) ?? []
  if (!hasPast && word !== undefined)
    return `${word} asks for a past that the check does not measure: say \`baseline: 24h\` or \`7d\`, of prometheus or elasticsearch`
  return readCondition(check.failWhen)
}

/** A condition, ready to be asked; or a sentence on what is wrong with the text. */
export function readCondition(text: string): Condition | string {
  const shown = `saw ${quoted(text)}`
  if (/["'`]/.test(text)) return `expected a condition on numbers, without texts: ${shown}`
  if (/[a-z_)\]]\s*\.\s*[a-z_]|\w\s*\(|[{}]/i.test(text.replace(/\bin\s*\(/g, '(')))
    return `expected comparisons and arithmetic alone, such as \`value > 0.02\`, without calls: ${shown}`
  try {
    const parsed = environment.parse(text)
    const checked = parsed.check()
    if (!checked.valid)
      return `expected a condition on ${names.join(', ')}: ${firstLine(checked.error)}, ${shown}`
    if (String(checked.type) !== 'bool')
      return `expected something that is true or false, such as \`value > 0.02\`, ${shown}`
    const condition: Condition = (measured) => parsed({ ...unknown, ...definedOf(measured) }) === true
    // What can’t be worked out for one number, such as 1 / 0, can’t be for any other.
    condition({ value: 1, baseline: 1, ratio: 1, latencyMs: 1 })
    return condition
  } catch (error) {
    return `expected a condition in CEL, such as \`value > 0.02\`: ${firstLine(error)}, ${shown}`
  }
}

const unknown = { value: Number.NaN, baseline: Number.NaN, ratio: Number.NaN, latencyMs: Number.NaN }

function definedOf(measured: Measured): Partial<Record<keyof Measured, number>> {
  return Object.fromEntries(Object.entries(measured).filter(([, value]) => value !== undefined))
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n', 1)[0] ?? ''
}
