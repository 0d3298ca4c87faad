import { hash } from 'node:crypto'
import type { Alert } from '@ripcord/model'
import { z } from 'zod'

type Labels = { readonly [label: string]: string }

/** Text, and what can be written as such without loss: senders are not of one mind about what has quotes. */
export const textLike = z.union([z.string(), z.number(), z.boolean()]).transform(String)

/** Null where nothing is said, or where a template's placeholder was not filled in. */
export const optionalText = textLike.nullish().transform(filled)

/** A moment as senders write it. */
export const momentLike = z.union([z.string(), z.number()]).nullish().transform(momentOf)

/** Labels by name; one without a value is left out. */
export const labelMap = z
  .record(z.string(), textLike.nullable())
  .nullish()
  .transform((labels) => compact(labels ?? {}))

/** An alert of what its sender tells; the rest is unknown. */
export function alertFrom(
  told: Pick<Alert, 'sender' | 'episode' | 'status' | 'labels'> & Partial<Alert>,
): Alert {
  const unknown = { deliveryId: null, startsAt: null, endsAt: null, severity: null, value: null, url: null }
  return { ...unknown, annotations: {}, ...told }
}

/** Epoch milliseconds; null where nothing is said, or the year 1, which is how Go writes that. */
export function timeOf(text: string | null | undefined): number | null {
  const at = text === null || text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) || at <= 0 ? null : at
}

/** The same where it may be a number of milliseconds, as a number or as text. */
export function momentOf(said: string | number | null | undefined): number | null {
  if (typeof said === 'string' && !/^\d+$/.test(said)) return timeOf(said)
  const at = Math.trunc(Number(said ?? Number.NaN))
  return at > 0 && at <= lastMoment ? at : null
}

/** What a Date can hold. */
const lastMoment = 8.64e15

/** What tells an alert's episodes apart: which alert, and since when. */
export function episodeOf(fingerprint: string | undefined, labels: Labels, startsAt: number | null): string {
  return `${fingerprint ?? fingerprintOf(labels)}/${startsAt ?? ''}`
}

/** Of several parts that tell an alert, one key that is never too long to begin another. */
export function keyOf(...parts: readonly (string | null)[]): string {
  return hash('sha256', JSON.stringify(parts)).slice(0, 32)
}

/** Without what is null or empty. */
export function compact(entries: { readonly [name: string]: string | null | undefined }): Labels {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  )
}

function filled(text: string | null | undefined): string | null {
  if (text === null || text === undefined || text === '') return null
  return /^(\$[A-Z_]+|\{\{.*\}\}|null)$/.test(text) ? null : text
}

/** The same labels in any order. */
function fingerprintOf(labels: Labels): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify(sorted)).slice(0, 32)
}
