import {
  attribute,
  callerDefault,
  fails,
  flag,
  kill,
  other,
  serves,
  split,
  variant,
  vector,
} from './shorthand.mjs'

const needs = (variants, more = {}) =>
  flag({ default: variant('on'), prerequisites: [{ flag: 'other', variants }], ...more })
const met = serves('on', true, 'DEFAULT')
const unmet = serves('off', false, 'DEFAULT', { prerequisite: 'other' })

export function prerequisites() {
  const chain = (length) =>
    Array.from({ length }, (_, i) =>
      flag({
        key: i === 0 ? 'flag' : `f${i}`,
        default: variant('on'),
        ...(i < length - 1 && { prerequisites: [{ flag: `f${i + 1}`, variants: ['on'] }] }),
      }),
    )
  return [
    vector('met', [needs(['on']), other()], {}, met),
    vector('met by one of several variants', [needs(['off', 'on']), other()], {}, met),
    vector('unmet', [needs(['off']), other()], {}, unmet),
    vector(
      'unmet, without an off variant',
      [needs(['off'], { offVariant: null }), other()],
      {},
      { callerDefault: true, reason: 'DEFAULT', metadata: { prerequisite: 'other' } },
    ),
    vector(
      'met for one subject',
      [
        needs(['on']),
        other({
          default: variant('off'),
          rules: [{ id: 'r', when: attribute('exists', []), serve: variant('on') }],
        }),
      ],
      { attr: 1 },
      met,
    ),
    vector(
      'unmet for another subject',
      [
        needs(['on']),
        other({
          default: variant('off'),
          rules: [{ id: 'r', when: attribute('exists', []), serve: variant('on') }],
        }),
      ],
      {},
      unmet,
    ),
    vector(
      'a disabled prerequisite counts with its off variant',
      [needs(['off']), other({ enabled: false })],
      {},
      met,
    ),
    vector(
      'a killed prerequisite counts with the variant that it serves',
      [needs(['on']), other()],
      {},
      unmet,
      { kills: [kill({ serves: { other: { type: 'variant', variant: 'off', value: false } } })] },
    ),
    vector('a killed prerequisite meets what accepts its safe variant', [needs(['off']), other()], {}, met, {
      kills: [kill({ serves: { other: { type: 'variant', variant: 'off', value: false } } })],
    }),
    vector('a prerequisite killed to the default of the caller', [needs(['on', 'off']), other()], {}, unmet, {
      kills: [kill({ serves: { other: { type: 'callerDefault' } } })],
    }),
    vector(
      'a quarantined prerequisite is unmet',
      [needs(['on', 'off']), other({ default: variant('blue') })],
      {},
      unmet,
    ),
    vector(
      'a prerequisite that serves the default of the caller',
      [needs(['on', 'off']), other({ default: callerDefault })],
      {},
      unmet,
    ),
    vector(
      'a prerequisite that misses its targeting key',
      [needs(['on', 'off']), other({ default: split({ on: 1 }) })],
      {},
      unmet,
    ),
    vector(
      'two prerequisites: the first unmet one is named',
      [
        needs([], {
          prerequisites: [
            { flag: 'other', variants: ['on'] },
            { flag: 'third', variants: ['on'] },
          ],
        }),
        other(),
        flag({ key: 'third' }),
      ],
      {},
      serves('off', false, 'DEFAULT', { prerequisite: 'third' }),
    ),
    vector('a missing prerequisite', needs(['on']), {}, fails('PARSE_ERROR')),
    vector(
      'a flag that needs itself',
      flag({ prerequisites: [{ flag: 'flag', variants: ['on'] }] }),
      {},
      fails('PARSE_ERROR'),
    ),
    vector(
      'a circle of two',
      [needs(['on']), other({ prerequisites: [{ flag: 'flag', variants: ['on'] }] })],
      {},
      fails('PARSE_ERROR'),
    ),
    vector(
      'a circle elsewhere leaves the prerequisite unmet',
      [needs(['on']), other({ prerequisites: [{ flag: 'other', variants: ['on'] }] })],
      {},
      unmet,
    ),
    vector('twenty levels deep', chain(21), {}, met),
    vector('twenty-one levels deep', chain(22), {}, fails('PARSE_ERROR')),
    ...atDepth(chain),
    ...wide(),
    vector(
      'a disabled flag does not ask its prerequisites',
      [needs(['off'], { enabled: false }), other()],
      {},
      serves('off', false, 'DISABLED'),
    ),
    vector('an accepted variant that the other flag does not have', [needs(['blue']), other()], {}, unmet),
    vector('no accepted variants', [needs([]), other()], {}, fails('PARSE_ERROR')),
  ]
}

/** What happens at the far end of twenty levels arrives at the near one. */
function atDepth(chain) {
  const far = (more) => chain(21).with(20, flag({ key: 'f20', default: variant('on'), ...more }))
  const unmetByNext = serves('off', false, 'DEFAULT', { prerequisite: 'f1' })
  const killed = { kills: [kill({ serves: { f20: { type: 'variant', variant: 'off', value: false } } })] }
  const asks = { rules: [{ id: 'r', when: attribute('exists', []), serve: variant('off') }] }
  return [
    vector('twenty levels deep, off at the far end', far({ default: variant('off') }), {}, unmetByNext),
    vector('twenty levels deep, disabled at the far end', far({ enabled: false }), {}, unmetByNext),
    vector('twenty levels deep, killed at the far end', far({}), {}, unmetByNext, killed),
    vector('twenty levels deep, a rule at the far end holds', far(asks), { attr: 1 }, unmetByNext),
    vector('twenty levels deep, a rule at the far end does not hold', far(asks), {}, met),
    vector(
      'twenty levels deep, no subject for the split at the far end',
      far({ default: split({ on: 1 }) }),
      {},
      unmetByNext,
    ),
    vector('ten levels from the far end', chain(21), {}, met, { flagKey: 'f10' }),
    vector('the last of twenty-one levels but one', chain(22), {}, met, { flagKey: 'f1' }),
  ]
}

function wide() {
  const keys = (length) => Array.from({ length }, (_, i) => `p${i}`)
  const needsAll = (length) => [
    flag({
      default: variant('on'),
      prerequisites: keys(length).map((key) => ({ flag: key, variants: ['on'] })),
    }),
    ...keys(length).map((key) => flag({ key, default: variant('on') })),
  ]
  const diamond = (bottom) => [
    flag({
      default: variant('on'),
      prerequisites: ['left', 'right'].map((key) => ({ flag: key, variants: ['on'] })),
    }),
    ...['left', 'right'].map((key) =>
      flag({ key, default: variant('on'), prerequisites: [{ flag: 'bottom', variants: ['on'] }] }),
    ),
    flag({ key: 'bottom', default: variant(bottom) }),
  ]
  return [
    vector('twenty prerequisites side by side', needsAll(20), {}, met),
    vector('twenty-one prerequisites side by side', needsAll(21), {}, fails('PARSE_ERROR')),
    vector('two ways to one prerequisite', diamond('on'), {}, met),
    vector(
      'two ways to one prerequisite that is unmet',
      diamond('off'),
      {},
      serves('off', false, 'DEFAULT', { prerequisite: 'left' }),
    ),
  ]
}
