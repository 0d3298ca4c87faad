import {
  always,
  attribute,
  fails,
  flag,
  matched,
  never,
  ruled,
  serves,
  unmatched,
  variant,
  vector,
} from './shorthand.mjs'

const isTrue = attribute('equals', ['yes'], { attribute: 'a' })
const isAlsoTrue = attribute('equals', ['yes'], { attribute: 'b' })
const isMissing = attribute('equals', ['yes'], { attribute: 'nowhere' })
const all = (...of) => ({ type: 'all', of })
const any = (...of) => ({ type: 'any', of })
const not = (of) => ({ type: 'not', of })
const yes = { a: 'yes', b: 'yes' }

export function conditions() {
  const rows = [
    ['all of two that hold', all(isTrue, isAlsoTrue), yes, true],
    ['all of two, one does not', all(isTrue, isAlsoTrue), { a: 'yes', b: 'no' }, false],
    ['all of three', all(isTrue, isAlsoTrue, isTrue), yes, true],
    ['all of nothing', always, {}, true],
    ['any of nothing', never, {}, false],
    ['any of two, the second holds', any(isMissing, isTrue), yes, true],
    ['any of three, none holds', any(isMissing, isMissing, isMissing), yes, false],
    ['not of what holds', not(isTrue), yes, false],
    ['not of what does not hold', not(isTrue), { a: 'no' }, true],
    ['not of a missing attribute', not(isMissing), {}, true],
    ['not of not', not(not(isTrue)), yes, true],
    ['not of all', not(all(isTrue, isAlsoTrue)), { a: 'yes' }, true],
    ['any within all within not', not(all(any(isMissing, isTrue), isAlsoTrue)), yes, false],
    ['not of any', not(any(isMissing, isAlsoTrue)), { a: 'yes' }, true],
    ['not of any, one holds', not(any(isMissing, isAlsoTrue)), yes, false],
    ['not of all of nothing', not(always), {}, false],
    ['not of any of nothing', not(never), {}, true],
    ['not of a negated missing attribute', not({ ...isMissing, negate: true }), {}, true],
    ['all of nothing within any', any(isMissing, always), {}, true],
    ['any of nothing within all', all(isTrue, never), yes, false],
    ['any of two alls, the second holds', any(all(isTrue, isMissing), all(isTrue, isAlsoTrue)), yes, true],
    ['any of two alls, none holds', any(all(isTrue, isMissing), all(isAlsoTrue, isMissing)), yes, false],
    ['all of two anys', all(any(isMissing, isTrue), any(isAlsoTrue, isMissing)), yes, true],
    ['all of two anys, one does not hold', all(any(isMissing, isTrue), any(isMissing)), yes, false],
    ['all of a condition and a not', all(isTrue, not(isMissing)), yes, true],
    ['any of a condition and a not', any(isMissing, not(isTrue)), yes, false],
    ['nine nots', Array.from({ length: 9 }).reduce((of) => not(of), isTrue), yes, false],
    ['eight nots', Array.from({ length: 8 }).reduce((of) => not(of), isTrue), yes, true],
    [
      'nine levels, all and any and not in turn',
      [0, 1, 2].reduce((of) => not(any(all(of), never)), isTrue),
      yes,
      false,
    ],
    ['nine levels of groups', Array.from({ length: 9 }).reduce((of) => all(of), isTrue), yes, true],
  ]
  return [
    ...rows.map(([name, when, context, holds]) =>
      vector(name, ruled(when), context, holds ? matched : unmatched),
    ),
    vector(
      'ten levels of groups are too many',
      ruled(Array.from({ length: 10 }).reduce((of) => all(of), isTrue)),
      yes,
      fails('PARSE_ERROR'),
    ),
    vector(
      'the first rule that matches decides',
      flag({
        type: 'string',
        variants: { one: '1', two: '2', three: '3', off: '0' },
        rules: [
          { id: 'r1', when: isMissing, serve: variant('one') },
          { id: 'r2', when: isTrue, serve: variant('two') },
          { id: 'r3', when: isAlsoTrue, serve: variant('three') },
        ],
      }),
      yes,
      serves('two', '2', 'TARGETING_MATCH'),
    ),
    vector('a flag without rules is static', flag(), yes, serves('off', false, 'STATIC')),
    vector('a flag with a rule that never holds has a default', ruled(never), yes, unmatched),
  ]
}

/** How an attribute is found. */
export function attributes() {
  const pro = (name) => attribute('equals', ['pro'], { attribute: name })
  const rows = [
    ['a plain key', 'plan', { plan: 'pro' }, true],
    ['a dotted path', 'user.plan', { user: { plan: 'pro' } }, true],
    ['a deep path', 'a.b.c.d', { a: { b: { c: { d: 'pro' } } } }, true],
    ['a literal key with a dot', 'user.plan', { 'user.plan': 'pro' }, true],
    ['the literal key before the path', 'user.plan', { 'user.plan': 'free', user: { plan: 'pro' } }, false],
    ['a literal null hides the path', 'user.plan', { 'user.plan': null, user: { plan: 'pro' } }, false],
    ['a path through a list', 'users.0', { users: ['pro'] }, false],
    ['a path through text', 'user.length', { user: 'pro' }, false],
    ['a path through null', 'user.plan', { user: null }, false],
    ['half of a path as a literal key', 'a.b.c', { 'a.b': { c: 'pro' } }, false],
    ['keys are case-sensitive', 'Plan', { plan: 'pro' }, false],
    ['the targeting key is an attribute', 'targetingKey', { targetingKey: 'pro' }, true],
    ['a path that ends in a dot', 'user.', { user: { '': 'pro' } }, true],
  ]
  const exists = (name) => attribute('exists', [], { attribute: name })
  return [
    ...rows.map(([name, key, context, holds]) =>
      vector(name, ruled(pro(key)), context, holds ? matched : unmatched),
    ),
    vector('what an object inherits is no attribute', ruled(exists('a.constructor')), { a: {} }, unmatched),
    vector(
      'what an object inherits is no attribute of the context',
      ruled(exists('x.__proto__.y')),
      { x: {} },
      unmatched,
    ),
    vector('a context that is null has no attributes', ruled(exists('plan')), null, unmatched),
    vector('a context that is text has no attributes', ruled(exists('length')), 'text', unmatched),
    vector(
      'an own key that is called like a method',
      ruled(exists('a.toString')),
      { a: { toString: 1 } },
      matched,
    ),
  ]
}

/** Attributes of the process: read from the constants alone. */
export function constants() {
  const isCheckout = attribute('equals', ['checkout'], { attribute: 'ripcord.application.name' })
  const constants = { 'ripcord.application.name': 'checkout', 'ripcord.application.version': '1.4.2' }
  const isWarm = attribute('beforeNow', ['-PT5M'], { attribute: 'ripcord.startedAt' })
  const startedAt = (at) => ({ constants: { 'ripcord.startedAt': at }, now: '2026-03-01T12:00:00Z' })
  const newCode = attribute('semverGreaterOrEqual', ['1.4.0'], { attribute: 'ripcord.application.version' })
  return [
    vector('a constant that matches', ruled(isCheckout), {}, matched, { constants }),
    vector('a constant that does not match', ruled(isCheckout), {}, unmatched, {
      constants: { 'ripcord.application.name': 'cart' },
    }),
    vector(
      'a constant held against the present',
      ruled(isWarm),
      {},
      matched,
      startedAt('2026-03-01T11:54:59Z'),
    ),
    vector('a constant of the present', ruled(isWarm), {}, unmatched, startedAt('2026-03-01T11:55:00Z')),
    vector('the version that has the code', ruled(newCode), {}, matched, { constants }),
    vector(
      'a context can not claim a constant',
      ruled(isCheckout),
      { 'ripcord.application.name': 'checkout' },
      unmatched,
    ),
    vector(
      'a context can not claim a constant by a path',
      ruled(isCheckout),
      { ripcord: { application: { name: 'checkout' } } },
      unmatched,
    ),
    vector(
      'a context can not replace a constant',
      ruled(isCheckout),
      { 'ripcord.application.name': 'cart' },
      matched,
      { constants },
    ),
    vector(
      'a negated condition on a missing constant',
      ruled({ ...isCheckout, negate: true }),
      {},
      unmatched,
    ),
    vector(
      'a constant together with an attribute',
      ruled({ type: 'all', of: [isCheckout, attribute('equals', ['x'])] }),
      { attr: 'x' },
      matched,
      { constants },
    ),
  ]
}
