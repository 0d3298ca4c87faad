import {
  always,
  attribute,
  callerDefault,
  defaulted,
  fails,
  flag,
  ruled,
  serves,
  variant,
  vector,
} from './shorthand.mjs'

export function order() {
  const overrides = { flag: true }
  const blind = { whenBlind: { type: 'safe', afterMinutes: 10 } }
  const live = { default: variant('on') }
  const overridden = serves('on', true, 'STATIC', { override: true })
  return [
    vector('an unknown flag', [], {}, fails('FLAG_NOT_FOUND')),
    vector('a flag key of an object method', flag(), {}, fails('FLAG_NOT_FOUND'), { flagKey: 'constructor' }),
    vector('a static variant', flag(live), {}, serves('on', true, 'STATIC')),
    vector('a static default of the caller', flag({ default: callerDefault }), {}, defaulted('STATIC')),
    vector(
      'a default of the caller behind rules',
      ruled({ type: 'any', of: [] }, { default: callerDefault }),
      {},
      defaulted('DEFAULT'),
    ),
    vector(
      'metadata',
      flag({ metadata: { team: 'pay', level: 2, hot: true } }),
      {},
      serves('off', false, 'STATIC', { team: 'pay', level: 2, hot: true }),
    ),
    vector(
      'metadata of a rule',
      ruled(always, { metadata: { team: 'pay' } }),
      {},
      serves('on', true, 'TARGETING_MATCH', { team: 'pay' }),
    ),
    vector('disabled', flag({ ...live, enabled: false }), {}, serves('off', false, 'DISABLED')),
    vector('disabled, above rules', ruled(always, { enabled: false }), {}, serves('off', false, 'DISABLED')),
    vector(
      'disabled without an off variant',
      flag({ ...live, enabled: false, offVariant: null }),
      {},
      defaulted('DISABLED'),
    ),
    vector('an override', flag(), {}, overridden, { overrides }),
    vector('an override above disabled', flag({ enabled: false }), {}, overridden, { overrides }),
    vector(
      'an override above a quarantine',
      flag({ default: variant('x') }),
      {},
      serves('override', true, 'STATIC', { override: true }),
      { overrides },
    ),
    vector('an override of an unknown flag', [], {}, serves('override', true, 'STATIC', { override: true }), {
      overrides,
    }),
    vector(
      'an override with a value that no variant has',
      flag(),
      {},
      serves('override', 'x', 'STATIC', { override: true }),
      { overrides: { flag: 'x' } },
    ),
    vector('an override above blindness', flag({ ...live, ...blind }), {}, overridden, {
      overrides,
      blindMinutes: 60,
    }),
    vector('blind for long enough', flag({ ...live, ...blind }), {}, serves('off', false, 'STALE'), {
      blindMinutes: 10,
    }),
    vector('blind, but not for long enough', flag({ ...live, ...blind }), {}, serves('on', true, 'STATIC'), {
      blindMinutes: 9,
    }),
    vector(
      'blind, to be kept',
      flag({ ...live, whenBlind: { type: 'keep' } }),
      {},
      serves('on', true, 'STATIC'),
      { blindMinutes: 10_000 },
    ),
    vector(
      'blind without an off variant',
      flag({ ...live, ...blind, offVariant: null }),
      {},
      defaulted('STALE'),
      { blindMinutes: 10 },
    ),
    vector(
      'blind above disabled',
      flag({ ...live, ...blind, enabled: false }),
      {},
      serves('off', false, 'STALE'),
      { blindMinutes: 10 },
    ),
    vector('quarantined above blind', flag({ ...blind, default: variant('x') }), {}, fails('PARSE_ERROR'), {
      blindMinutes: 10,
    }),
    vector(
      'quarantined above disabled',
      flag({ enabled: false, default: variant('x') }),
      {},
      fails('PARSE_ERROR'),
    ),
    vector(
      'fields that nobody knows are skipped',
      { ...flag(live), colour: 'red' },
      {},
      serves('on', true, 'STATIC'),
    ),
  ]
}

/** Flags that can't be used answer PARSE_ERROR, and leave all others as they are. */
export function quarantine() {
  const rule = (more = {}) => ({ id: 'r', when: always, serve: variant('on'), ...more })
  const ruleOf = (when) => ({ rules: [rule({ when })] })
  const nested = (levels) => (levels === 0 ? 'x' : [nested(levels - 1)])
  const broken = {
    'no fields': { key: 'flag' },
    'another key': flag({ key: 'other' }),
    'no type': { ...flag(), type: undefined },
    'an unknown type': flag({ type: 'colour' }),
    'no variants': flag({ variants: {} }),
    'variants in a list': flag({ variants: [true, false] }),
    'a variant of another type': flag({ variants: { on: true, off: 'no' } }),
    'an object variant that is null': flag({ type: 'object', variants: { off: null } }),
    'a variant that nests too deep': flag({ type: 'object', variants: { off: nested(40) } }),
    'a reserved variant key': { ...flag(), variants: JSON.parse('{"off":false,"__proto__":true}') },
    'a variant key with a space': flag({ variants: { off: false, 'a b': true } }),
    'enabled that is text': flag({ enabled: 'yes' }),
    'no enabled': { ...flag(), enabled: undefined },
    'an unknown off variant': flag({ offVariant: 'blue' }),
    'no off variant field': { ...flag(), offVariant: undefined },
    'an off variant called like a method': flag({ offVariant: 'toString' }),
    'an unknown default variant': flag({ default: variant('blue') }),
    'a default of an unknown type': flag({ default: { type: 'experiment' } }),
    'no default': { ...flag(), default: undefined },
    'rules that are no list': flag({ rules: {} }),
    'a rule that is text': flag({ rules: ['on'] }),
    'a rule without an id': flag({ rules: [{ ...rule(), id: undefined }] }),
    'two rules of one id': flag({ rules: [rule(), rule()] }),
    'a rule without a condition': flag({ rules: [{ ...rule(), when: undefined }] }),
    'a rule without an outcome': flag({ rules: [{ ...rule(), serve: undefined }] }),
    'a condition of an unknown type': flag(ruleOf({ type: 'moon' })),
    'a group without members': flag(ruleOf({ type: 'all' })),
    'an unknown operator': flag(ruleOf(attribute('resembles', ['x']))),
    'an operator called like a method': flag(ruleOf(attribute('constructor', ['x']))),
    'no values': flag(ruleOf(attribute('equals', []))),
    'values that are no list': flag(ruleOf(attribute('equals', 'x'))),
    'a value that is an object': flag(ruleOf(attribute('equals', [{}]))),
    'a number where text belongs': flag(ruleOf(attribute('startsWith', [1]))),
    'text where a number belongs': flag(ruleOf(attribute('lessThan', ['1']))),
    'one bound': flag(ruleOf(attribute('between', [1]))),
    'three bounds': flag(ruleOf(attribute('between', [1, 2, 3]))),
    'bounds the wrong way round': flag(ruleOf(attribute('between', [2, 1]))),
    'a date that is none': flag(ruleOf(attribute('before', ['soon']))),
    'a date without a time': flag(ruleOf(attribute('after', ['2026-01-01']))),
    'a partial version': flag(ruleOf(attribute('semverLess', ['1.2']))),
    'versions the wrong way round': flag(ruleOf(attribute('semverBetween', ['2.0.0', '1.0.0']))),
    'exists with a value': flag(ruleOf(attribute('exists', [true]))),
    'a reserved attribute': flag(ruleOf(attribute('equals', ['x'], { attribute: '__proto__' }))),
    'negate that is text': flag(ruleOf(attribute('equals', ['x'], { negate: 'yes' }))),
    'a blindness without minutes': flag({ whenBlind: { type: 'safe' } }),
    'metadata that are a list': flag({ metadata: [1] }),
    'metadata with an object': flag({ metadata: { a: {} } }),
    'prerequisites that are no list': flag({ prerequisites: 'other' }),
  }
  const sound = flag({ key: 'sound', default: variant('on') })
  const everyBroken = Object.values(broken).map((one, i) => ({ ...one, key: `broken-${i}` }))
  return [
    ...Object.entries(broken).map(([name, flags]) =>
      vector(name, { flag: flags, sound }, { attr: 'x' }, fails('PARSE_ERROR')),
    ),
    vector('a sound flag among all of these', [...everyBroken, sound], {}, serves('on', true, 'STATIC'), {
      flagKey: 'sound',
    }),
  ]
}
