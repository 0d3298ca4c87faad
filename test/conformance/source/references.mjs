import { textWithHash } from './hash-edges.mjs'
import { murmur3 } from './murmur3.mjs'
import {
  always,
  attribute,
  callerDefault,
  fails,
  flag,
  kill,
  matched,
  ruled,
  serves,
  split,
  unmatched,
  variant,
  vector,
} from './shorthand.mjs'

const inSegment = (more = {}) => ({ type: 'segment', segment: 'beta', ...more })
const betaRule = attribute('equals', ['beta'], { attribute: 'ring' })

export function segments() {
  const segment = (more = {}) => [{ key: 'beta', chunks: 1, rules: [betaRule], ...more }]
  const segmentChunks = { 'beta/0': { included: ['in', 'both'], excluded: ['both', 'out'] } }
  const more = { segments: segment(), segmentChunks }
  const rows = [
    ['an included id', inSegment(), { targetingKey: 'in' }, true],
    ['an id that is neither in nor out', inSegment(), { targetingKey: 'x' }, false],
    ['a rule', inSegment(), { targetingKey: 'x', ring: 'beta' }, true],
    ['an excluded id, though a rule holds', inSegment(), { targetingKey: 'out', ring: 'beta' }, false],
    ['an id that is both in and out', inSegment(), { targetingKey: 'both' }, false],
    ['no targeting key, a rule holds', inSegment(), { ring: 'beta' }, true],
    ['no targeting key, no rule holds', inSegment(), {}, false],
    ['negated: an included id', inSegment({ negate: true }), { targetingKey: 'in' }, false],
    ['negated: another id', inSegment({ negate: true }), { targetingKey: 'x' }, true],
    ['negated: no targeting key', inSegment({ negate: true }), {}, true],
    ['an id called like a method', inSegment(), { targetingKey: 'constructor' }, false],
  ]
  const nested = {
    segments: [
      { key: 'beta', chunks: 0, rules: [{ type: 'segment', segment: 'inner' }] },
      { key: 'inner', chunks: 0, rules: [betaRule] },
    ],
  }
  const flagInSegment = ruled(inSegment())
  return [
    ...rows.map(([name, when, context, holds]) =>
      vector(name, ruled(when), context, holds ? matched : unmatched, more),
    ),
    vector(
      'a number as targeting key is the id that it prints as',
      ruled(inSegment()),
      { targetingKey: 7 },
      matched,
      {
        segments: segment(),
        segmentChunks: { 'beta/0': { included: ['7'], excluded: [] } },
      },
    ),
    vector('a segment without ids', flagInSegment, { targetingKey: 'in', ring: 'beta' }, matched, {
      segments: segment({ chunks: 0 }),
    }),
    vector('a segment with nothing', flagInSegment, { targetingKey: 'in' }, unmatched, {
      segments: [{ key: 'beta', chunks: 0 }],
    }),
    vector('a chunk that was not sent is empty', flagInSegment, { targetingKey: 'in' }, unmatched, {
      segments: segment(),
    }),
    vector('a nested segment', flagInSegment, { ring: 'beta' }, matched, nested),
    vector('a nested segment that does not hold', flagInSegment, { ring: 'gamma' }, unmatched, nested),
    vector('a missing segment', flagInSegment, {}, fails('PARSE_ERROR')),
    vector('a missing nested segment', flagInSegment, {}, fails('PARSE_ERROR'), {
      segments: [nested.segments[0]],
    }),
    vector('a circle of segments', flagInSegment, {}, fails('PARSE_ERROR'), {
      segments: [nested.segments[0], { key: 'inner', chunks: 0, rules: [inSegment()] }],
    }),
    vector('a broken segment', flagInSegment, {}, fails('PARSE_ERROR'), {
      segments: [{ key: 'beta', chunks: 3 }],
    }),
    vector('a broken chunk', flagInSegment, {}, fails('PARSE_ERROR'), {
      segments: segment(),
      segmentChunks: { 'beta/0': { included: [1], excluded: [] } },
    }),
    vector(
      'a broken segment breaks no flag that does not name it',
      flag(),
      {},
      serves('off', false, 'STATIC'),
      { segments: [{ key: 'beta', chunks: 'many' }] },
    ),
    ...chunked(),
    ...atChunkEdges(),
  ]
}

/** Ids whose hash is at an edge, and the chunk of 1,024 that each lives in: the hash modulo 1,024. */
function atChunkEdges() {
  const rows = [
    [0, 0],
    [1, 1],
    [2 ** 31 - 1, 1023],
    [2 ** 31, 0],
    [2 ** 32 - 1, 1023],
  ]
  return rows.flatMap(([hash, chunk]) => {
    const id = textWithHash('', hash)
    const more = (key) => ({
      segments: [{ key: 'beta', chunks: 1024 }],
      segmentChunks: { [`beta/${key}`]: { included: [id], excluded: [] } },
    })
    const context = { targetingKey: id }
    return [
      vector(
        `an id in its chunk: hash ${hash} in ${chunk}`,
        ruled(inSegment()),
        context,
        matched,
        more(chunk),
      ),
      vector(
        `an id in the chunk of another: hash ${hash} in ${chunk + 1}`,
        ruled(inSegment()),
        context,
        unmatched,
        more(chunk + 1),
      ),
    ]
  })
}

/** Ids in several chunks: an id is looked for in its own alone. */
function chunked() {
  const chunkOf = (id) => `beta/${murmur3(id) % 4}`
  const named = (included) => ({ included, excluded: [] })
  const segments = [{ key: 'beta', chunks: 4 }]
  const more = { segments, segmentChunks: { [chunkOf('u1')]: named(['u1']), [chunkOf('u2')]: named(['u2']) } }
  const misplaced = { segments, segmentChunks: { [chunkOf('u2')]: named(['u1']) } }
  return [
    vector('an id in its chunk', ruled(inSegment()), { targetingKey: 'u1' }, matched, more),
    vector('another id in its chunk', ruled(inSegment()), { targetingKey: 'u2' }, matched, more),
    vector('an id in the chunk of another', ruled(inSegment()), { targetingKey: 'u1' }, unmatched, misplaced),
    vector('an id in no chunk', ruled(inSegment()), { targetingKey: 'u3' }, unmatched, more),
  ]
}

const other = (more = {}) => flag({ key: 'other', default: variant('on'), ...more })
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

export function flagConditions() {
  const serving = (variants, more = {}) => ({ type: 'flag', flag: 'other', variants, ...more })
  const rows = [
    ['the other flag serves it', serving(['on']), other(), true],
    ['the other flag serves another variant', serving(['off']), other(), false],
    ['negated: serves it', serving(['on'], { negate: true }), other(), false],
    ['negated: serves another variant', serving(['off'], { negate: true }), other(), true],
    ['the default of the caller is no variant', serving(['on']), other({ default: callerDefault }), false],
    [
      'negated: the default of the caller',
      serving(['on'], { negate: true }),
      other({ default: callerDefault }),
      true,
    ],
    ['a quarantined flag', serving(['on']), other({ type: 'colour' }), false],
    ['negated: a quarantined flag', serving(['on'], { negate: true }), other({ type: 'colour' }), false],
    ['a disabled flag', serving(['off']), other({ enabled: false }), true],
  ]
  const killed = { kills: [kill({ serves: { other: { type: 'variant', variant: 'off', value: false } } })] }
  return [
    ...rows.map(([name, when, flags, holds]) =>
      vector(name, [ruled(when), flags], {}, holds ? matched : unmatched),
    ),
    vector('a killed flag', [ruled(serving(['on'])), other()], {}, unmatched, killed),
    vector('a killed flag that serves it', [ruled(serving(['off'])), other()], {}, matched, killed),
    vector('a missing flag', ruled(serving(['on'])), {}, fails('PARSE_ERROR')),
    vector(
      'a circle by way of a segment',
      ruled({ type: 'segment', segment: 'beta' }),
      {},
      fails('PARSE_ERROR'),
      {
        segments: [{ key: 'beta', chunks: 0, rules: [{ type: 'flag', flag: 'flag', variants: ['on'] }] }],
      },
    ),
    vector('a flag within a segment', [ruled({ type: 'segment', segment: 'beta' }), other()], {}, matched, {
      segments: [{ key: 'beta', chunks: 0, rules: [serving(['on'])] }],
    }),
    vector('a rule that always holds', ruled(always), {}, matched),
  ]
}
