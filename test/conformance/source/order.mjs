import {
  always,
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
