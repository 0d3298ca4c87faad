import { attribute, matched, ruled, unmatched, vector } from './shorthand.mjs'

const T = true
const F = false
/** Of a type that the operator can't compare: false, negated or not. */
const wrong = 'wrong'
const missing = Symbol('missing')

/** Operator → what it is given, what the context holds, what it says. */
const table = {
  equals: [
    [['pro'], 'pro', T],
    [['pro'], 'Pro', F],
    [['pro'], '', F],
    [[''], '', T],
    [['1'], 1, wrong],
    [[1], '1', wrong],
    [[1], 1, T],
    [[0], -0, T],
    [[1], 2, F],
    [[true], true, T],
    [[true], false, F],
    [[true], 'true', wrong],
    [[1], true, wrong],
    [['a', 'b'], 'b', T],
    [['a', 1], 2, F],
    [['a', 1], true, wrong],
    [['\u00e9'], 'e\u0301', F],
  ],
  in: [
    [['a', 'b', 'c'], 'c', T],
    [['a', 'b', 'c'], 'd', F],
    [['a'], 'a', T],
    [[1, 2], 2, T],
    [[1, 2], '2', wrong],
    [['a', true], true, T],
    [['constructor'], 'constructor', T],
    [['a', 'b'], ['a'], wrong],
  ],
  startsWith: [
    [['pre'], 'prefix', T],
    [['pre'], 'Prefix', F],
    [['pre', 'suf'], 'suffix', T],
    [[''], 'anything', T],
    [['12'], 123, wrong],
  ],
  endsWith: [
    [['@example.com'], 'a@example.com', T],
    [['@example.com'], 'a@example.com.evil.test', F],
    [['a', 'b'], 'cb', T],
    [['1'], 1, wrong],
  ],
  contains: [
    [['beta'], 'a-beta-b', T],
    [['beta'], 'a-Beta-b', F],
    [['.*'], 'anything', F],
    [['a'], ['a'], wrong],
    [['a'], { a: 1 }, wrong],
  ],
  equalsIgnoreCase: [
    [['PRO'], 'pro', T],
    [['pro'], 'PRO', T],
    [['ÄÖ'], 'äö', T],
    [['pro'], 'prof', F],
    [['1'], 1, wrong],
  ],
  startsWithIgnoreCase: [
    [['PRE'], 'prefix', T],
    [['pre'], 'PREFIX', T],
    [['pre'], 'apre', F],
    [['t'], true, wrong],
  ],
  endsWithIgnoreCase: [
    [['.COM'], 'example.com', T],
    [['.com'], 'example.org', F],
  ],
  containsIgnoreCase: [
    [['BETA'], 'a-beta-b', T],
    [['beta'], 'a-gamma-b', F],
    [['a'], 1, wrong],
  ],
  lessThan: [
    [[10], 9.5, T],
    [[10], 10, F],
    [[10, 20], 15, T],
    [[-1], -2, T],
    [[10], '9', wrong],
    [[10], true, wrong],
  ],
  lessThanOrEqual: [
    [[10], 10, T],
    [[10], 10.01, F],
    [[10], '10', wrong],
  ],
  greaterThan: [
    [[10], 11, T],
    [[10], 10, F],
    [[0], 1e300, T],
    [[10], '11', wrong],
  ],
  greaterThanOrEqual: [
    [[10], 10, T],
    [[10], 9.99, F],
  ],
  between: [
    [[1, 5], 1, T],
    [[1, 5], 5, T],
    [[1, 5], 3.3, T],
    [[1, 5], 0.999, F],
    [[1, 5], 5.001, F],
    [[3, 3], 3, T],
    [[1, 5], '3', wrong],
  ],
  before: [
    [['2026-01-01T00:00:00Z'], '2025-12-31T23:59:59Z', T],
    [['2026-01-01T00:00:00Z'], '2026-01-01T00:00:00Z', F],
    [['2026-01-01T00:00:00Z'], '2026-01-01T01:00:00+02:00', T],
    [['2026-01-01T00:00:00Z'], '2025-12-31t23:59:59.999z', T],
    [['2026-01-01T00:00:00.5Z'], '2026-01-01T00:00:00.499Z', T],
    [['2026-01-01T00:00:00Z'], 1767225599999, T],
    [['2026-01-01T00:00:00Z'], 1767225600000, F],
    [[1767225600000], '2025-12-31T23:59:59Z', T],
    [['0050-01-01T00:00:00Z'], '0049-12-31T23:59:59Z', T],
    [['2026-01-01T00:00:00Z'], '2025-12-31', wrong],
    [['2026-01-01T00:00:00Z'], '2025-02-29T00:00:00Z', wrong],
    [['2026-01-01T00:00:00Z'], '2025-13-01T00:00:00Z', wrong],
    [['2026-01-01T00:00:00Z'], '2025-12-01T24:00:00Z', wrong],
    [['2026-01-01T00:00:00Z'], '2025-12-31T23:59:59', wrong],
    [['2026-01-01T00:00:00Z'], 'yesterday', wrong],
    [['2026-01-01T00:00:00Z'], true, wrong],
  ],
  after: [
    [['2026-01-01T00:00:00Z'], '2026-01-01T00:00:00.001Z', T],
    [['2026-01-01T00:00:00Z'], '2026-01-01T00:00:00Z', F],
    [['2024-02-28T23:59:59Z'], '2024-02-29T00:00:00Z', T],
    [['2016-12-31T23:59:59Z'], '2016-12-31T23:59:60Z', T],
    [['2026-01-01T00:00:00Z'], '2025-12-31T22:00:00-03:00', T],
    [['2026-01-01T00:00:00Z'], {}, wrong],
  ],
  semverEqual: [
    [['1.2.3'], '1.2.3', T],
    [['1.2.3'], 'v1.2.3', T],
    [['v1.2.3'], '1.2.3', T],
    [['1.2.3'], '1.2.3+build.5', T],
    [['1.2.3'], '1.2.3-rc.1', F],
    [['1.2.3'], '1.2', wrong],
    [['1.2.3'], '01.2.3', wrong],
    [['1.2.3'], '1.2.3.4', wrong],
    [['1.2.3'], '1.2.3-01', wrong],
    [['1.2.3'], ' 1.2.3', wrong],
    [['1.2.3'], 1, wrong],
  ],
  semverLess: [
    [['1.10.0'], '1.9.0', T],
    [['1.0.0'], '1.0.0-alpha', T],
    [['1.0.0-alpha.1'], '1.0.0-alpha', T],
    [['1.0.0-alpha.beta'], '1.0.0-alpha.1', T],
    [['1.0.0-beta'], '1.0.0-alpha.beta', T],
    [['1.0.0-beta.2'], '1.0.0-beta', T],
    [['1.0.0-beta.11'], '1.0.0-beta.2', T],
    [['1.0.0-rc.1'], '1.0.0-beta.11', T],
    [['1.0.0-a-b.1'], '1.0.0-a-b.0', T],
    [['1.0.0-a'], '1.0.0-Z', T],
    [['99999999999999999999.0.0'], '9999999999999999999.9.9', T],
    [['1.0.0'], '1.0.0', F],
    [['1.0.0'], 'latest', wrong],
  ],
  semverLessOrEqual: [
    [['1.0.0'], '1.0.0+x', T],
    [['1.0.0'], '1.0.1', F],
    [['1.0.0'], '1', wrong],
  ],
  semverGreater: [
    [['1.4.1'], '1.4.2', T],
    [['1.4.2'], '1.4.2', F],
    [['1.4.2-rc.1'], '1.4.2', T],
    [['1.4.2'], '2', wrong],
  ],
  semverGreaterOrEqual: [
    [['1.4.2'], 'v1.4.2', T],
    [['1.4.2'], '1.4.2-rc.9', F],
    [['1.4.2'], 142, wrong],
  ],
  semverBetween: [
    [['1.0.0', '2.0.0'], '1.0.0', T],
    [['1.0.0', '2.0.0'], '2.0.0', T],
    [['1.0.0', '2.0.0'], '2.0.1', F],
    [['1.0.0', '2.0.0'], '1.0.0-rc.1', F],
    [['1.0.0', '2.0.0'], '1.5', wrong],
  ],
  exists: [
    [[], 'anything', T],
    [[], '', T],
    [[], 0, T],
    [[], false, T],
    [[], {}, T],
    [[], [], T],
    [[], null, F],
    [[], missing, F],
  ],
}

export function operators() {
  return Object.entries(table).flatMap(([operator, rows]) => {
    const all =
      operator === 'exists' ? rows : [...rows, [rows[0][0], missing, wrong], [rows[0][0], null, wrong]]
    return all.flatMap(([values, seen, says]) => {
      const what = seen === missing ? 'a missing attribute' : JSON.stringify(seen)
      const context = { targetingKey: 'u', ...(seen === missing ? {} : { attr: seen }) }
      const name = `${what} ${operator} ${JSON.stringify(values)}`
      return [
        vector(
          `${name}: ${label(says)}`,
          ruled(attribute(operator, values)),
          context,
          says === T ? matched : unmatched,
        ),
        vector(
          `${name}, negated: ${label(says === wrong ? wrong : !says)}`,
          ruled(attribute(operator, values, { negate: true })),
          context,
          says === F ? matched : unmatched,
        ),
      ]
    })
  })
}

function label(says) {
  if (says === wrong) return 'of the wrong type'
  return says === T ? 'holds' : 'does not hold'
}
