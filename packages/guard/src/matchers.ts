import { loadRe2 } from './load-re2.js'

/** An alert's labels. */
export type Labels = { readonly [label: string]: string }

/** What the words `$release` and `$environment` in a matcher stand for. */
export interface MatchedFor {
  readonly release: string
  readonly environment: string
}

interface Matcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

const shape = /^\s*([a-zA-Z_:][\w:.-]*|"(?:[^"\\]|\\.)+")\s*(=~|!~|!=|=)\s*(.*?)\s*$/s
const quotedShape = /^"((?:[^"\\]|\\.)*)"$/s
const expected = 'expected a matcher such as release="$release" or severity=~"critical|page"'

/** Why a matcher can't be used: a sentence; undefined where it can. */
export function refuseMatcher(text: string): string | undefined {
  const matcher = readMatcher(text)
  if (typeof matcher === 'string') return matcher
  const test = prepare(matcher, { release: 'r', environment: 'e' })
  return typeof test === 'string' ? test : undefined
}

/**
 * Alertmanager's matchers, all of which have to match. Anchored; a label that is not there is an empty text.
 *
 * @throws Error where one can't be read: `refuseMatcher` says so before
 */
export function compileMatchers(
  texts: readonly string[],
  matchedFor: MatchedFor,
): (labels: Labels) => boolean {
  const tests = texts.map((text) => {
    const matcher = readMatcher(text)
    const test = typeof matcher === 'string' ? matcher : prepare(matcher, matchedFor)
    if (typeof test === 'string') throw new Error(test)
    return test
  })
  return (labels) => tests.every((test) => test(labels))
}

/** The labels that matchers ask for, where they say one value. */
export function wantedLabels(texts: readonly string[], matchedFor: MatchedFor): Labels {
  const wanted = texts.flatMap((text) => {
    const matcher = readMatcher(text)
    if (typeof matcher === 'string' || matcher.operator !== '=') return []
    return [[matcher.label, replaced(matcher.value, matchedFor, (known) => known)] as const]
  })
  return Object.fromEntries(wanted)
}

function readMatcher(text: string): Matcher | string {
  const [, label, operator, value] = shape.exec(text) ?? []
  if (label === undefined || operator === undefined || value === undefined)
    return `${expected}, saw ${JSON.stringify(text)}`
  const read = readValue(value)
  if (read === undefined)
    return `expected one value after ${operator}, in quotes where it has more than words`
  return { label: unquoted(label) ?? label, operator: operator as Matcher['operator'], value: read }
}

/** Quoted, or a bare word. */
function readValue(text: string): string | undefined {
  if (text.startsWith('"')) return unquoted(text)
  return /^[^\s"{},]*$/.test(text) ? text : undefined
}

function unquoted(text: string): string | undefined {
  return quotedShape.exec(text)?.[1]?.replace(/\\(.)/gs, (_all, letter: string) => {
    if (letter === 'n') return '\n'
    // A backslash of a regular expression stays one.
    return letter === '"' || letter === '\\' ? letter : `\\${letter}`
  })
}

function prepare(
  { label, operator, value }: Matcher,
  matchedFor: MatchedFor,
): ((labels: Labels) => boolean) | string {
  const seen = (labels: Labels): string => (Object.hasOwn(labels, label) ? (labels[label] ?? '') : '')
  if (operator === '=' || operator === '!=') {
    const wanted = replaced(value, matchedFor, (known) => known)
    return (labels) => (seen(labels) === wanted) === (operator === '=')
  }
  try {
    const { RE2JS } = loadRe2()
    const pattern = RE2JS.compile(replaced(value, matchedFor, (known) => RE2JS.quote(known)))
    return (labels) => pattern.matches(seen(labels)) === (operator === '=~')
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error)
    return `expected a regular expression that RE2 can read, saw ${JSON.stringify(value)}: ${because.replace(/^error parsing regexp: /, '')}`
  }
}

function replaced(
  text: string,
  { release, environment }: MatchedFor,
  written: (known: string) => string,
): string {
  return text.replace(/\$(release|environment)\b/g, (_all, name: string) =>
    written(name === 'release' ? release : environment),
  )
}
