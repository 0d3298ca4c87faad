import { textWithHash } from './hash-edges.mjs'
import { murmur3 } from './murmur3.mjs'
import { attribute, fails, flag, matched, ruled, serves, unmatched, vector } from './shorthand.mjs'

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
