// What an edit changes, line by line, as it is looked at before it is saved.

export interface Line {
  sign: ' ' | '+' | '-'
  text: string
}

/** Comparing so many pairs of lines takes no time that anybody notices; beyond it the whole middle counts as replaced. */
const mostPairs = 1_000_000

/** The lines of both texts: those that went, those that came, those that stay. */
export function diffLines(before: string, after: string): Line[] {
  const a = before.split('\n')
  const b = after.split('\n')
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const kept = (lines: readonly string[]): Line[] => lines.map((text) => ({ sign: ' ', text }))
  return [
    ...kept(a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...kept(end === 0 ? [] : a.slice(-end)),
  ]
}

function middle(a: readonly string[], b: readonly string[]): Line[] {
  if (a.length * b.length > mostPairs)
    return [...a.map((text): Line => ({ sign: '-', text })), ...b.map((text): Line => ({ sign: '+', text }))]
  const longest = commonLengths(a, b)
  const lines: Line[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]]
    if (left !== undefined && left === right) {
      lines.push({ sign: ' ', text: left })
      i++
      j++
    } else if (
      left !== undefined &&
      (right === undefined || at(longest, i + 1, j) >= at(longest, i, j + 1))
    ) {
      lines.push({ sign: '-', text: left })
      i++
    } else if (right !== undefined) {
      lines.push({ sign: '+', text: right })
      j++
    }
  }
  return lines
}

/** How many lines what is left of both has in common, from each pair of places on. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = lengths[i]
      if (row === undefined) continue
      row[j] =
        a[i] === b[j] ? at(lengths, i + 1, j + 1) + 1 : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1))
    }
  return lengths
}

function at(lengths: readonly Uint32Array[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0
}

/** Changed lines with so many kept ones about them; `null` stands for what is left out. */
export function around(lines: readonly Line[], context = 2): (Line | null)[] {
  const isNear = lines.map((_, i) =>
    lines.slice(Math.max(0, i - context), i + context + 1).some(({ sign }) => sign !== ' '),
  )
  return lines.flatMap((line, i): (Line | null)[] => {
    if (isNear[i] === true) return [line]
    return i === 0 || isNear[i - 1] === true ? [null] : []
  })
}
