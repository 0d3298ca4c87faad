import { limits } from '@ripcord/model/plain'
import { loadRe2 } from './load-re2.js'
import { type Comparison, noValues, type Operand, type Operator, type Refusal, refusal } from './operator.js'
import { patternSize } from './pattern-size.js'

export const matches: Operator = { prepare: isFoundByAny, hasPatterns: true }

/** Whether an expression is found anywhere in the text. */
type Search = (text: string) => boolean

function isFoundByAny(values: readonly Operand[]): Comparison | Refusal {
  const searches: Search[] = []
  for (const [index, value] of values.entries()) {
    const search = prepareSearch(value)
    if (typeof search === 'string') return refusal(search, index)
    searches.push(search)
  }
  if (searches.length === 0) return noValues()
  return (seen) => {
    if (typeof seen !== 'string' || seen.length > limits.matchedLength) return undefined
    for (const isFound of searches) if (isFound(seen)) return true
    return false
  }
}

/** Or a sentence on why there is none. */
function prepareSearch(pattern: Operand): Search | string {
  if (typeof pattern !== 'string')
    return `expected a regular expression as text, saw ${JSON.stringify(pattern)}`
  if (pattern.length > limits.patternLength)
    return `expected a regular expression of at most ${limits.patternLength} characters, saw ${pattern.length}: cut it in several values, of which any may match`
  const size = patternSize(pattern)
  if (size > limits.patternSize)
    return `expected a regular expression of at most ${limits.patternSize} parts with its repetitions written out, saw ${size} in ${JSON.stringify(pattern)}: repeat less, or use * or +`
  try {
    const compiled = loadRe2().RE2JS.compile(pattern)
    return (text) => compiled.test(text)
  } catch (error) {
    return `expected a regular expression that RE2 can read, saw ${JSON.stringify(pattern)}: ${because(error)}`
  }
}

function because(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/^error parsing regexp: /, '')
}
