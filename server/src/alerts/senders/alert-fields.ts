import { hash } from 'node:crypto'

type Labels = { readonly [label: string]: string }

/** Epoch milliseconds; null where nothing is said, or the year 1, which is how Go writes that. */
export function timeOf(text: string | null | undefined): number | null {
  const at = text === null || text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) || at <= 0 ? null : at
}

/** What tells an alert's episodes apart: which alert, and since when. */
export function episodeOf(fingerprint: string | undefined, labels: Labels, startsAt: number | null): string {
  return `${fingerprint ?? fingerprintOf(labels)}/${startsAt ?? ''}`
}

/** The same labels in any order. */
function fingerprintOf(labels: Labels): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify(sorted)).slice(0, 32)
}
