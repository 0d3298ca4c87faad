import type { Line } from '../diff-lines'

// A diff as two columns: what stood beside what stands, each line opposite to the one that took its place.

/** A line in three pieces: only the middle one is another. */
export interface Side {
  before: string
  changed: string
  after: string
}

export type Row =
  | { type: 'same'; text: string }
  | { type: 'changed'; left: Side | null; right: Side | null }
  /** Lines that are left out. */
  | { type: 'gap' }

/** `null` among the lines stands for what is left out. */
export function sideBySide(lines: readonly (Line | null)[]): Row[] {
  const rows: Row[] = []
  let went: string[] = []
  let came: string[] = []
  const settle = (): void => {
    const count = Math.max(went.length, came.length)
    for (let i = 0; i < count; i++) rows.push(changed(went[i], came[i]))
    went = []
    came = []
  }
  for (const line of lines) {
    if (line?.sign === '-') went.push(line.text)
    else if (line?.sign === '+') came.push(line.text)
    else {
      settle()
      rows.push(line === null ? { type: 'gap' } : { type: 'same', text: line.text })
    }
  }
  settle()
  return rows
}

function changed(left: string | undefined, right: string | undefined): Row {
  if (left === undefined || right === undefined)
    return {
      type: 'changed',
      left: left === undefined ? null : whole(left),
      right: right === undefined ? null : whole(right),
    }
  const [start, end] = commonEnds(left, right)
  const side = (text: string): Side => ({
    before: text.slice(0, start),
    changed: text.slice(start, text.length - end),
    after: end === 0 ? '' : text.slice(-end),
  })
  return { type: 'changed', left: side(left), right: side(right) }
}

/** Where nothing is opposite the line itself says all. */
function whole(text: string): Side {
  return { before: text, changed: '', after: '' }
}

/** How many characters both begin and end with; words that are cut in the middle are none. */
function commonEnds(a: string, b: string): [start: number, end: number] {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a[start] === b[start]) start++
  let end = 0
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end++
  while (start > 0 && isWord(a[start - 1]) && (isWord(a[start]) || isWord(b[start]))) start--
  while (end > 0 && isWord(a.at(-end)) && (isWord(a.at(-1 - end)) || isWord(b.at(-1 - end)))) end--
  return [start, end]
}

function isWord(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}_.-]/u.test(letter)
}
