import type { AttributeOperator, SentFlag } from '@ripcord/model'
import * as fc from 'fast-check'

/**
 * A context that bites, as a plan: what is made of it can be neither printed nor shrunk, and a plan can.
 */
export type HostilePlan =
  | { readonly type: 'leaf'; readonly value: unknown }
  | {
      readonly type: 'record'
      readonly of: { readonly [key: string]: HostilePlan }
      /** Keys whose getters throw. */
      readonly throwing: readonly string[]
      readonly prototype: 'plain' | 'none' | 'class'
    }
  | { readonly type: 'list'; readonly of: readonly HostilePlan[]; readonly throwing: boolean }
  | { readonly type: 'proxy'; readonly of: HostilePlan; readonly traps: { readonly [trap in Trap]?: Bite } }
  | { readonly type: 'revoked' }
  /** What contains it, so many levels up: a circle. */
  | { readonly type: 'above'; readonly levels: number }

const traps = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'isExtensible'] as const
type Trap = (typeof traps)[number]
/** `lies`: answers what can't be; `endless`: whatever is asked for is the proxy once more. */
type Bite = 'throws' | 'lies' | 'endless'

/** Attributes that the curious flag asks for, one of them behind a path. */
const attributes = ['targetingKey', 'text', 'count', 'at', 'version', 'list', 'address', 'a', 'a.b', 'a.b.c']

const leaf = fc.oneof(
  fc.constantFrom<unknown>('u', '1.4.2', '10.1.2.3', '2026-03-01T00:00:00Z', 13, -0, Number.NaN, Infinity),
  fc.constantFrom<unknown>(null, undefined, true, 7n, Symbol('s'), Symbol.iterator, new Date(Number.NaN)),
  fc.constantFrom<unknown>(Object(13), Object('u'), Object(7n), /x/g, new Map([['a', 1]]), () => 'u'),
  fc.string({ unit: 'binary' }),
)
const bite = fc.constantFrom<Bite>('throws', 'lies', 'endless')
const key = fc.constantFrom(...attributes, 'b', 'c', '__proto__', 'constructor', 'toJSON', 'then')

/** Hostile things in hostile things, up to five deep. */
const anyPlan: fc.Arbitrary<HostilePlan> = fc.letrec<{ any: HostilePlan }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.record({ type: fc.constant('leaf' as const), value: leaf }),
    fc.record({
      type: fc.constant('record' as const),
      of: fc.dictionary(key, tie('any'), { maxKeys: 8 }),
      throwing: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(key, { maxLength: 2 }) },
      ),
      prototype: fc.constantFrom('plain' as const, 'plain' as const, 'none' as const, 'class' as const),
    }),
    fc.record({
      type: fc.constant('list' as const),
      of: fc.array(tie('any'), { maxLength: 4 }),
      throwing: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('proxy' as const),
      of: tie('any'),
      traps: fc.dictionary(fc.constantFrom(...traps), bite, { maxKeys: 3 }),
    }),
    fc.constant({ type: 'revoked' as const }),
    fc.record({ type: fc.constant('above' as const), levels: fc.nat(3) }),
  ),
})).any

/** Some of them know who they are, so that they are read to the end. */
export const hostilePlans: fc.Arbitrary<HostilePlan> = fc.oneof(
  anyPlan,
  fc.dictionary(key, anyPlan, { maxKeys: 8 }).map((of): HostilePlan => {
    const targetingKey: HostilePlan = { type: 'leaf', value: 'u' }
    return { type: 'record', of: { ...of, targetingKey }, throwing: [], prototype: 'plain' }
  }),
)

/** Whether reading it may throw, by a trap or because a proxy's lie is found out. */
export function bites(plan: HostilePlan): boolean {
  switch (plan.type) {
    case 'leaf':
    case 'above':
      return false
    case 'revoked':
    case 'proxy':
      return true
    case 'record':
      return plan.throwing.length > 0 || Object.values(plan.of).some(bites)
    case 'list':
      return plan.throwing || plan.of.some(bites)
  }
}

export interface HostileThing {
  readonly value: unknown
  /** Whether everything in it still is as it was made; looks behind the proxies. */
  readonly isUntouched: () => boolean
}

export function makeHostile(plan: HostilePlan): HostileThing {
  const made: object[] = []
  const value = make(plan, [], made)
  const before = made.map(traceOf)
  return { value, isUntouched: () => made.every((one, i) => isSameTrace(traceOf(one), before[i])) }
}

function throwing(): never {
  throw new Error('hostile')
}

function make(plan: HostilePlan, above: readonly unknown[], made: object[]): unknown {
  switch (plan.type) {
    case 'leaf':
      return plan.value
    case 'revoked': {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      return proxy
    }
    case 'above':
      return above[plan.levels]
    case 'list': {
      const list: unknown[] = []
      made.push(list)
      for (const one of plan.of) list.push(make(one, [list, ...above], made))
      if (plan.throwing)
        Object.defineProperty(list, 0, { get: throwing, enumerable: true, configurable: true })
      return list
    }
    case 'record':
      return makeRecord(plan, above, made)
    case 'proxy': {
      const target = make(plan.of, above, made)
      const handler: ProxyHandler<object> = {}
      const isObject = (typeof target === 'object' && target !== null) || typeof target === 'function'
      const proxy = new Proxy(isObject ? target : {}, handler)
      for (const [trap, how] of Object.entries(plan.traps))
        handler[trap as Trap] = trapOf(trap as Trap, how, proxy) as never
      return proxy
    }
  }
}

class Classy {
  get targetingKey() {
    return 'inherited'
  }
}

function makeRecord(
  { of, throwing: keys, prototype }: Extract<HostilePlan, { type: 'record' }>,
  above: readonly unknown[],
  made: object[],
): object {
  const prototypes = { plain: Object.prototype, none: null, class: Classy.prototype }
  const record: object = Object.create(prototypes[prototype])
  made.push(record)
  const shared = { enumerable: true, configurable: true }
  for (const [name, one] of Object.entries(of))
    Object.defineProperty(record, name, {
      value: make(one, [record, ...above], made),
      writable: true,
      ...shared,
    })
  for (const name of keys) Object.defineProperty(record, name, { get: throwing, set: throwing, ...shared })
  return record
}

function trapOf(trap: Trap, how: Bite, proxy: object): () => unknown {
  if (how === 'throws') return throwing
  const lie = how === 'endless' ? proxy : 'x'
  switch (trap) {
    case 'get':
      return () => lie
    case 'has':
    case 'isExtensible':
      return () => how === 'endless'
    case 'ownKeys':
      return () => ['a', 'list', 'targetingKey']
    case 'getPrototypeOf':
      return () => (how === 'endless' ? Array.prototype : null)
    case 'getOwnPropertyDescriptor':
      return () => ({ value: lie, writable: true, enumerable: true, configurable: true })
  }
}

/** All that can be altered in an object. */
function traceOf(object: object): readonly unknown[] {
  const parts = Reflect.ownKeys(object).flatMap((name) => [
    name,
    ...Object.values(Object.getOwnPropertyDescriptor(object, name) ?? {}),
  ])
  return [Object.getPrototypeOf(object), Object.isExtensible(object), ...parts]
}

function isSameTrace(a: readonly unknown[], b: readonly unknown[] = []): boolean {
  return a.length === b.length && a.every((part, i) => Object.is(part, b[i]))
}

const asked: readonly [attribute: string, AttributeOperator, (string | number)[]][] = [
  ['a.b', 'equals', ['never']],
  ['a.b.c', 'in', [1, 2, 'never']],
  ['a', 'startsWith', ['never']],
  ['text', 'containsIgnoreCase', ['never']],
  ['text', 'matches', ['^never$']],
  ['count', 'between', [1000, 1001]],
  ['count', 'modulo', [1000, 999]],
  ['at', 'before', ['1900-01-01T00:00:00Z']],
  ['at', 'afterNow', ['P99999D']],
  ['version', 'semverLess', ['0.0.1']],
  ['version', 'semverTilde', ['99']],
  ['list', 'arrayAnyOf', ['never']],
  ['list', 'arrayAllOf', ['never', 'ever']],
  ['list', 'arraySizeBetween', [1000, 1001]],
  ['address', 'inCidr', ['192.0.2.0/24']],
]

/** A flag that asks a context for everything, and where nothing holds splits by its targeting key. */
export const curious: SentFlag = {
  key: 'curious',
  type: 'boolean',
  variants: { on: true, off: false },
  enabled: true,
  offVariant: 'off',
  rules: asked.map(([attribute, operator, values], i) => ({
    id: `r${i}`,
    when: { type: 'attribute', attribute, operator, values },
    serve: { type: 'variant', variant: 'on' },
  })),
  default: {
    type: 'split',
    weights: [
      { variant: 'on', weight: 1 },
      { variant: 'off', weight: 1 },
    ],
  },
}
