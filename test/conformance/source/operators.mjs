import { addresses } from './operators/addresses.mjs'
import { lists } from './operators/lists.mjs'
import { moments } from './operators/moments.mjs'
import { numbers } from './operators/numbers.mjs'
import { patterns } from './operators/patterns.mjs'
import { presence } from './operators/presence.mjs'
import { ranges } from './operators/ranges.mjs'
import { relative } from './operators/relative.mjs'
import { text } from './operators/text.mjs'
import { F, missing, T, wrong } from './operators/verdicts.mjs'
import { versions } from './operators/versions.mjs'
import { attribute, matched, ruled, unmatched, vector } from './shorthand.mjs'

/** Operator → rows of what it is given, what the context holds, what it says. */
const table = {
  ...text,
  ...patterns,
  ...numbers,
  ...moments,
  ...relative,
  ...versions,
  ...ranges,
  ...lists,
  ...addresses,
  ...presence,
}
const now = '2026-03-01T12:00:00Z'

export function operators() {
  return Object.entries(table).flatMap(([operator, rows]) => {
    const more = operator in relative ? { now } : {}
    const all =
      operator === 'exists' ? rows : [...rows, [rows[0][0], missing, wrong], [rows[0][0], null, wrong]]
    return all.flatMap(([values, seen, says]) => {
      const context = { targetingKey: 'u', ...(seen === missing ? {} : { attr: seen }) }
      const name = `${seen === missing ? 'a missing attribute' : shown(seen)} ${operator} ${shown(values)}`
      return [
        vector(
          `${name}: ${label(says)}`,
          ruled(attribute(operator, values)),
          context,
          says === T ? matched : unmatched,
          more,
        ),
        vector(
          `${name}, negated: ${label(says === wrong ? wrong : !says)}`,
          ruled(attribute(operator, values, { negate: true })),
          context,
          says === F ? matched : unmatched,
          more,
        ),
      ]
    })
  })
}

function shown(value) {
  const text = JSON.stringify(value)
  return text.length > 100 ? `${text.slice(0, 20)}… (${text.length - 2} characters)` : text
}

function label(says) {
  if (says === wrong) return 'of the wrong type'
  return says === T ? 'holds' : 'does not hold'
}
