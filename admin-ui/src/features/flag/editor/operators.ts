import type { Condition } from '../flag'

// What each operator is held against, so that fields for it are of the right type and number.

export type AttributeCondition = Extract<Condition, { type: 'attribute' }>
export type Operator = AttributeCondition['operator']
/** `null` is a number that is not typed yet: the schema refuses it, and names the field. */
export type Value = string | number | boolean | null
export type Kind = 'text' | 'number' | 'boolean'

export interface OperatorShape {
  /** The kinds that its values may be of; the first for a new one. */
  kinds: readonly [Kind, ...Kind[]]
  count: 'many' | 'two' | 'none'
  /** What the two are, where they are two. */
  names?: readonly [string, string]
  /** How a value is written. */
  example?: string
}

const bounds = ['from', 'to'] as const
const anything: OperatorShape = { kinds: ['text', 'number', 'boolean'], count: 'many' }
const text: OperatorShape = { kinds: ['text'], count: 'many' }
const number: OperatorShape = { kinds: ['number'], count: 'many' }
const numbers: OperatorShape = { kinds: ['number'], count: 'two', names: bounds }
const moment: OperatorShape = { kinds: ['text', 'number'], count: 'many', example: '2026-01-31T09:30:00Z' }
const duration: OperatorShape = { kinds: ['text'], count: 'many', example: '-P7D' }
const version: OperatorShape = { kinds: ['text'], count: 'many', example: '1.4.2' }

const shapes: { readonly [operator in Operator]: OperatorShape } = {
  equals: anything,
  in: anything,
  startsWith: text,
  endsWith: text,
  contains: text,
  equalsIgnoreCase: text,
  startsWithIgnoreCase: text,
  endsWithIgnoreCase: text,
  containsIgnoreCase: text,
  matches: { ...text, example: '^[a-z]+$' },
  lessThan: number,
  lessThanOrEqual: number,
  greaterThan: number,
  greaterThanOrEqual: number,
  between: numbers,
  modulo: { kinds: ['number'], count: 'two', names: ['divided by', 'leaves'] },
  before: moment,
  after: moment,
  beforeNow: duration,
  afterNow: duration,
  semverEqual: version,
  semverLess: version,
  semverLessOrEqual: version,
  semverGreater: version,
  semverGreaterOrEqual: version,
  semverBetween: { ...version, count: 'two', names: bounds },
  semverCaret: version,
  semverTilde: version,
  arrayAnyOf: anything,
  arrayAllOf: anything,
  arrayNoneOf: anything,
  arraySizeEquals: number,
  arraySizeAtLeast: number,
  arraySizeAtMost: number,
  arraySizeBetween: numbers,
  inCidr: { ...text, example: '10.0.0.0/8' },
  exists: { kinds: ['text'], count: 'none' },
}

/** All operators, as a list of them is easiest to search. */
export const operatorGroups: readonly (readonly [label: string, operators: readonly Operator[]])[] = [
  ['Any value', ['equals', 'in', 'exists']],
  ['Text', ['startsWith', 'endsWith', 'contains', 'matches']],
  [
    'Text, in any case',
    ['equalsIgnoreCase', 'startsWithIgnoreCase', 'endsWithIgnoreCase', 'containsIgnoreCase'],
  ],
  ['Numbers', ['lessThan', 'lessThanOrEqual', 'greaterThan', 'greaterThanOrEqual', 'between', 'modulo']],
  ['Moments', ['before', 'after', 'beforeNow', 'afterNow']],
  [
    'Versions',
    [
      'semverEqual',
      'semverLess',
      'semverLessOrEqual',
      'semverGreater',
      'semverGreaterOrEqual',
      'semverBetween',
      'semverCaret',
      'semverTilde',
    ],
  ],
  [
    'Lists',
    [
      'arrayAnyOf',
      'arrayAllOf',
      'arrayNoneOf',
      'arraySizeEquals',
      'arraySizeAtLeast',
      'arraySizeAtMost',
      'arraySizeBetween',
    ],
  ],
  ['Addresses', ['inCidr']],
]

export function isOperator(name: unknown): name is Operator {
  return typeof name === 'string' && Object.hasOwn(shapes, name)
}

export function shapeOf(operator: Operator): OperatorShape {
  return shapes[operator]
}

export function kindOf(value: Value): Kind {
  if (typeof value === 'string') return 'text'
  return typeof value === 'boolean' ? 'boolean' : 'number'
}

/** The kind of all of them; undefined where they are of several. */
export function kindOfAll(values: readonly Value[]): Kind | undefined {
  const kinds = new Set(values.map(kindOf))
  return kinds.size === 1 ? [...kinds][0] : undefined
}

/** A value as its field shows it. */
export function written(value: Value): string {
  return value === null ? '' : String(value)
}

/** What somebody typed, as a value of that kind. */
export function typed(kind: Kind, text: string): Value {
  if (kind === 'text') return text
  if (kind === 'boolean') return text === 'true'
  const value = Number(text)
  return text.trim() === '' || !Number.isFinite(value) ? null : value
}

/** The same value as one of another kind, as far as it can be told. */
export function asKind(kind: Kind, value: Value): Value {
  return kindOf(value) === kind ? value : typed(kind, written(value))
}

/** What there is for a new value to begin with. */
export function emptyValue(kind: Kind): Value {
  return typed(kind, '')
}

/** Values that another operator can take: of its kinds, and as many as it asks for. */
export function fitted(values: readonly Value[], operator: Operator): Value[] {
  const { kinds, count } = shapeOf(operator)
  if (count === 'none') return []
  const fitting = values.map((value) => (kinds.includes(kindOf(value)) ? value : asKind(kinds[0], value)))
  const least = count === 'two' ? 2 : 1
  while (fitting.length < least) fitting.push(emptyValue(kinds[0]))
  return count === 'two' ? fitting.slice(0, 2) : fitting
}

/** Text that was pasted, as one value for each line; undefined for a single line, which goes where the caret stands. */
export function pasted(kind: Kind, text: string): Value[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  return lines.length < 2 ? undefined : lines.map((line) => typed(kind, line.trim()))
}
