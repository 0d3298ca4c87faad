// The pattern that semver.org suggests: https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string
const grammar =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/
/** What npm reads at most; longer text is no version anybody meant. */
export const maxVersionLength = 256

/** Whether `text` is a complete semantic version 2.0, without a leading `v`. */
export function isVersion(text: string): boolean {
  return text.length <= maxVersionLength && grammar.test(text)
}

const dot = 46
const hyphen = 45
const plus = 43

/**
 * Which of two semantic versions goes first by the precedence of semver 2.0 (build metadata count for nothing):
 * negative, 0 or positive. Works on the texts where they stand, since cutting them up would allocate.
 */
export function compareVersions(a: string, b: string): number {
  let i = 0
  let j = 0
  let isPrerelease = false
  for (;;) {
    const endA = identifierEnd(a, i, isPrerelease)
    const endB = identifierEnd(b, j, isPrerelease)
    const order = compareIdentifiers(a, i, endA, b, j, endB)
    if (order !== 0) return order
    const nextA = a.charCodeAt(endA)
    const nextB = b.charCodeAt(endB)
    const goesOnA = nextA === dot || nextA === hyphen
    const goesOnB = nextB === dot || nextB === hyphen
    if (!goesOnA && !goesOnB) return 0
    // Of two that are alike so far: the release is above its prereleases, the longer prerelease above the shorter.
    if (!goesOnA) return isPrerelease ? -1 : 1
    if (!goesOnB) return isPrerelease ? 1 : -1
    if (nextA === hyphen) isPrerelease = true
    i = endA + 1
    j = endB + 1
  }
}

/** Where the identifier that begins at `from` ends. A hyphen ends one of the core, and belongs to one of a prerelease. */
function identifierEnd(text: string, from: number, isPrerelease: boolean): number {
  let end = from
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === dot || code === plus || (code === hyphen && !isPrerelease)) break
  }
  return end
}

function compareIdentifiers(a: string, i: number, endA: number, b: string, j: number, endB: number): number {
  const isNumberA = isDigits(a, i, endA)
  const isNumberB = isDigits(b, j, endB)
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1
  const lengths = endA - i - (endB - j)
  // Without leading zeros the longer number is the greater, at any length.
  if (isNumberA && lengths !== 0) return lengths
  for (; i < endA && j < endB; i++, j++) {
    const order = a.charCodeAt(i) - b.charCodeAt(j)
    if (order !== 0) return order
  }
  return lengths
}

function isDigits(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return false
  }
  return true
}
