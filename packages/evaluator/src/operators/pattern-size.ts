/** Escapes, quoted text and classes as wholes; repetitions with their counts; whatever else, character by character. */
const tokens =
  /\\Q.*?(?:\\E|$)|\\[pPx]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|\{(?<least>\d+)(?<range>,(?<most>\d*))?\}|[^]/gsu

/**
 * What a regular expression comes to once its repetitions are written out: one for each character, class, anchor and
 * sign, and for each parenthesis. Known before an engine sees the expression, since `((a{30}){30})` is small only as
 * text: an engine that works in linear time does so in the size of what is written out.
 */
export function patternSize(pattern: string): number {
  const outer: { total: number; last: number }[] = []
  let group = { total: 0, last: 0 }
  const add = (size: number) => {
    group.total += size
    group.last = size
  }
  for (const { 0: token, groups } of pattern.matchAll(tokens)) {
    if (groups?.['least'] !== undefined) add(repeated(group.last, groups) - group.last)
    else if (token === '(') {
      outer.push(group)
      group = { total: 1, last: 0 }
    } else if (token === ')') {
      const { total } = group
      group = outer.pop() ?? { total: 0, last: 0 }
      add(total + 1)
    } else add(token.startsWith('\\Q') ? token.length : 1)
  }
  return outer.reduce((sum, { total }) => sum + total, group.total)
}

/** `x{2,5}` is two that must be there, and three more with a sign each. */
function repeated(size: number, { least, range, most }: { [name: string]: string | undefined }): number {
  const from = Number(least)
  if (range === undefined) return size * from
  if (most === '') return size * Math.max(from, 1) + 1
  return size * Number(most) + Math.max(Number(most) - from, 0)
}
