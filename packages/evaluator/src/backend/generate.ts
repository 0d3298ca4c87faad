import type { Attributes } from '../attribute.js'
import type { Outcome } from '../split.js'
import type { Step } from './build-steps.js'

// Code for a chain of rules (docs/decisions/013). Its text is put together from the lines of this file and from
// numbers; keys, values and outcomes reach it as arguments.

/** The outcome for these attributes. Throws what the context throws. */
export type Decide = (attributes: Attributes) => Outcome

/** What the generated code stands on, in the order in which it names it. */
type Argument = unknown
type Factory = (
  own: typeof Object.hasOwn,
  args: readonly Argument[],
  exact: Decide,
  otherwise: Outcome,
) => Decide

/** Longer chains are walked: they take their time anyway, and their code would be as long. */
const stepsAtMost = 16
/** Values of a rule that are compared one by one; more are looked up. */
const comparedAtMost = 8
/** Kinds of chains that get code of their own in a process. Each is some kilobytes, for good. */
const factoriesAtMost = 256

const factories = new Map<string, Factory>()

/** Whether the runtime lets us; found out when it first does not. Tests take it away. */
export const generation = { isAllowed: true }

/** For a page whose policy reports each attempt: rules are walked from here on, and none is made. */
export function neverGenerate(): void {
  generation.isAllowed = false
}

/**
 * The chain as code, or undefined where it is to be walked. Chains of one form that ask for the same attributes share
 * their code: V8 has seen it often by then, and every name in it is one name.
 *
 * A value is read before it is known to be the context's own: that is asked only where the value decides. Where reading
 * throws, `exact` walks the chain in the strict order: what a prototype hides decides nothing.
 */
export function generate(first: Step | undefined, otherwise: Outcome, exact: Decide): Decide | undefined {
  if (first === undefined || !generation.isAllowed) return undefined
  const { form, lines, args, hasNames } = describeChain(first)
  // Code is for reading by name: conditions of other kinds are calls either way.
  if (lines.length > stepsAtMost || !hasNames) return undefined
  const factory = factories.get(form) ?? makeFactory(form, lines, args.length)
  return factory?.(Object.hasOwn, args, exact, otherwise)
}

interface Chain {
  /** The same for chains that can share code. */
  readonly form: string
  /** One for each rule. */
  readonly lines: readonly string[]
  readonly args: readonly Argument[]
  /** Whether some rule asks for an attribute's value. */
  readonly hasNames: boolean
}

function describeChain(first: Step): Chain {
  const keys: string[] = []
  const lines: string[] = []
  const args: Argument[] = []
  const arg = (value: Argument): string => `a${args.push(value) - 1}`
  for (let step: Step | undefined = first; step !== undefined; step = step.next) {
    keys.push(step.key ?? '')
    lines.push(lineOf(step, arg))
  }
  const hasNames = keys.some((key) => key !== '')
  return { form: JSON.stringify([keys, lines]), lines, args, hasNames }
}

function lineOf({ key, value, byValue, when, serve }: Step, arg: (value: Argument) => string): string {
  if (key === undefined) return `if (${arg(when)}(attributes)) return ${arg(serve)};`
  const name = arg(key)
  const seen = `seen = attributes[${name}];`
  const isOwn = `own(attributes, ${name})`
  if (byValue !== undefined && byValue.size > comparedAtMost)
    return `${seen} found = ${arg(byValue)}.get(seen); if (found !== undefined && ${isOwn}) return found;`
  const compare = ([wanted, outcome]: readonly [unknown, Outcome]): string =>
    `if (seen === ${arg(wanted)}) { if (${isOwn}) return ${arg(outcome)}; }`
  return `${seen} ${Array.from(byValue ?? [[value, serve] as const], compare).join(' else ')}`
}

function makeFactory(form: string, lines: readonly string[], args: number): Factory | undefined {
  if (factories.size >= factoriesAtMost) return undefined
  const names = Array.from({ length: args }, (_, i) => `a${i}`)
  const source = `'use strict';
const [${names.join(', ')}] = args;
return (attributes) => {
  try {
    let seen, found;
    ${lines.join('\n    ')}
    return otherwise;
  } catch {
    return exact(attributes);
  }
};`
  try {
    // oxlint-disable-next-line typescript/no-implied-eval, eslint/no-new-func -- no data are in the text
    const factory = new Function('own', 'args', 'exact', 'otherwise', source) as Factory
    factories.set(form, factory)
    return factory
  } catch {
    // A strict policy of the process: the chains are walked then.
    generation.isAllowed = false
    return undefined
  }
}
