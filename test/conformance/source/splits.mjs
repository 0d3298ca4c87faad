import { textWithHash } from './hash-edges.mjs'
import { bucket } from './murmur3.mjs'
import { attribute, callerDefault, fails, flag, ruled, serves, split, variant, vector } from './shorthand.mjs'

const on = serves('on', true, 'SPLIT')
const off = serves('off', false, 'SPLIT')

/** Which share a bucket falls into, by the definition: the first whose cumulative end is above it. */
function shareOf(weights, text) {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0)
  let end = 0
  for (const [name, weight] of Object.entries(weights)) {
    end += weight
    if (bucket(text, total) < end) return name
  }
  throw new Error('no share')
}

function falls(name, weights, context, seeded, more = {}) {
  const served = shareOf(weights, seeded) === 'on' ? on : off
  return vector(name, flag({ default: split(weights, more) }), context, served)
}

const subjects = [
  'u1',
  'user-2',
  '',
  '42',
  'f3b0c442-98fc-4c1e-8a2b-6d1c0f1e2d3c',
  'žluťoučký',
  '日本語',
  '🦊',
  'a🦊b',
  'ππππππππ',
]

/** Subjects whose bucket of `total` is exactly `wanted`: the edges of a share. */
function subjectAt(wanted, total) {
  for (let i = 0; ; i++) if (bucket(`flagedge-${i}`, total) === wanted) return `edge-${i}`
}

const half = 2 ** 31
const last = 2 ** 32 - 1
/** Hashes at the edges, the total weight, and the bucket: floor(hash × total / 2^32), worked out by hand. */
const hashEdges = [
  [0, 1, 0],
  [last, 1, 0],
  [0, 2, 0],
  [1, 2, 0],
  [half - 1, 2, 0],
  [half, 2, 1],
  [last, 2, 1],
  [1, 3, 0],
  [half - 1, 3, 1],
  [half, 3, 1],
  [last, 3, 2],
  [0, 99_999, 0],
  [half - 1, 99_999, 49_999],
  [half, 99_999, 49_999],
  [last, 99_999, 99_998],
  [0, 100_000, 0],
  [1, 100_000, 0],
  [half - 1, 100_000, 49_999],
  [half, 100_000, 50_000],
  [last, 100_000, 99_999],
]

/** A cut right before the bucket and one right behind it leave no other bucket. */
function atHashEdges(seed, more) {
  return hashEdges.flatMap(([hash, total, wanted]) => {
    const context = { targetingKey: textWithHash(seed, hash).slice(seed.length) }
    const name = `hash ${hash} of seed ${seed} is bucket ${wanted} of ${total}`
    const cutAt = (cut) => flag({ default: split({ on: cut, off: total - cut }, more) })
    return [
      vector(`${name}: behind a cut at ${wanted}`, cutAt(wanted), context, off),
      vector(`${name}: before a cut at ${wanted + 1}`, cutAt(wanted + 1), context, on),
    ]
  })
}

export function splits() {
  const edges = [0, 49, 50, 99].map((wanted) => {
    const subject = subjectAt(wanted, 100)
    return vector(
      `bucket ${wanted} of 100 falls ${wanted < 50 ? 'before' : 'behind'} the cut at 50`,
      flag({ default: split({ on: 50, off: 50 }) }),
      { targetingKey: subject },
      wanted < 50 ? on : off,
    )
  })
  const fine = [0, 4999, 5000, 99_999].map((wanted) => {
    const subject = subjectAt(wanted, 100_000)
    const expected = wanted < 5000 ? on : off
    return vector(
      `bucket ${wanted} of 100,000 at a share of 5 %`,
      flag({ default: split({ on: 5000, off: 95_000 }) }),
      { targetingKey: subject },
      expected,
    )
  })
  const none = { targetingKey: 'u1' }
  return [
    ...subjects.map((id) =>
      falls(`half and half: ${JSON.stringify(id)}`, { on: 50, off: 50 }, { targetingKey: id }, `flag${id}`),
    ),
    ...subjects.map((id) =>
      falls(
        `a seed beyond ASCII: ${JSON.stringify(id)}`,
        { on: 1, off: 2 },
        { targetingKey: id },
        `sälz${id}`,
        { seed: 'sälz' },
      ),
    ),
    ...edges,
    ...fine,
    ...atHashEdges('flag', {}),
    ...atHashEdges('layer-7', { seed: 'layer-7' }),
    falls(
      'a lone surrogate counts as U+FFFD',
      { on: 50, off: 50 },
      { targetingKey: 'a\ud800b' },
      'flaga\ufffdb',
    ),
    falls('an empty seed', { on: 50, off: 50 }, { targetingKey: 'u1' }, 'u1', { seed: '' }),
    falls('a seed of its own', { on: 50, off: 50 }, { targetingKey: 'u1' }, 'layer-7u1', { seed: 'layer-7' }),
    falls('by another attribute', { on: 50, off: 50 }, { targetingKey: 'u1', company: 'acme' }, 'flagacme', {
      bucketBy: 'company',
    }),
    falls('by a nested attribute', { on: 50, off: 50 }, { user: { id: 'x9' } }, 'flagx9', {
      bucketBy: 'user.id',
    }),
    falls('by a number', { on: 50, off: 50 }, { id: 42 }, 'flag42', { bucketBy: 'id' }),
    falls('by a fraction', { on: 50, off: 50 }, { id: 0.1 }, 'flag0.1', { bucketBy: 'id' }),
    falls('by a great number', { on: 50, off: 50 }, { id: 1e21 }, 'flag1e+21', { bucketBy: 'id' }),
    falls('by a boolean', { on: 50, off: 50 }, { id: true }, 'flagtrue', { bucketBy: 'id' }),
    falls('weights that sum to 3', { on: 1, off: 2 }, { targetingKey: 'u7' }, 'flagu7'),
    vector('everything to one share', flag({ default: split({ off: 0, on: 1 }) }), none, on),
    vector(
      'the last share when the first ones have no weight',
      flag({ default: split({ on: 0, off: 100 }) }),
      none,
      off,
    ),
    vector(
      'no targeting key',
      flag({ default: split({ on: 50, off: 50 }) }),
      {},
      fails('TARGETING_KEY_MISSING'),
    ),
    vector(
      'a targeting key that is null',
      flag({ default: split({ on: 50, off: 50 }) }),
      { targetingKey: null },
      fails('TARGETING_KEY_MISSING'),
    ),
    vector(
      'a targeting key that is an object',
      flag({ default: split({ on: 50, off: 50 }) }),
      { targetingKey: {} },
      fails('TARGETING_KEY_MISSING'),
    ),
    vector(
      'no attribute to split by',
      flag({ default: split({ on: 1, off: 1 }, { bucketBy: 'company' }) }),
      none,
      fails('TARGETING_KEY_MISSING'),
    ),
    vector(
      'one share still needs a subject',
      flag({ default: split({ on: 1 }) }),
      {},
      fails('TARGETING_KEY_MISSING'),
    ),
    vector('no weight at all', flag({ default: split({ on: 0, off: 0 }) }), none, fails('PARSE_ERROR')),
    vector('no shares', flag({ default: { type: 'split', weights: [] } }), none, fails('PARSE_ERROR')),
    vector(
      'a weight with a fraction',
      flag({ default: split({ on: 0.5, off: 1 }) }),
      none,
      fails('PARSE_ERROR'),
    ),
    vector('a weight below 0', flag({ default: split({ on: -1, off: 2 }) }), none, fails('PARSE_ERROR')),
    vector(
      'weights above the limit',
      flag({ default: split({ on: 99_999, off: 2 }) }),
      none,
      fails('PARSE_ERROR'),
    ),
    vector(
      'a share of an unknown variant',
      flag({ default: split({ on: 1, blue: 1 }) }),
      none,
      fails('PARSE_ERROR'),
    ),
    vector(
      'a split of a rule',
      {
        ...ruled(attribute('exists', [])),
        rules: [{ id: 'r', when: attribute('exists', []), serve: split({ on: 1 }) }],
      },
      { targetingKey: 'u', attr: 1 },
      on,
    ),
    vector(
      'a canary by instance',
      flag({ default: split({ on: 1 }, { bucketBy: 'ripcord.instance' }) }),
      {},
      on,
      { constants: { 'ripcord.instance': 'host-1' } },
    ),
    vector(
      'a canary by an instance that nobody named',
      flag({ default: split({ on: 1 }, { bucketBy: 'ripcord.instance' }) }),
      { 'ripcord.instance': 'x' },
      fails('TARGETING_KEY_MISSING'),
    ),
    vector(
      'the default behind a rule with the default of the caller',
      flag({
        rules: [{ id: 'r', when: attribute('exists', []), serve: callerDefault }],
        default: variant('on'),
      }),
      { attr: 1 },
      { callerDefault: true, reason: 'TARGETING_MATCH' },
    ),
  ]
}
