import { limits } from '@ripcord/model'
import type { Deployment } from '../../storage/storage.js'

/** The first that is a text, or a number, as people would name something; null where none is. */
export function textOf(...candidates: readonly unknown[]): string | null {
  for (const value of candidates) {
    const text = typeof value === 'number' ? String(value) : value
    if (typeof text === 'string' && text !== '' && text.length <= limits.nameLength) return text
  }
  return null
}

/** The first that is an address a person can open. */
export function urlOf(...candidates: readonly unknown[]): string | null {
  const found = candidates.find(
    (value) => typeof value === 'string' && /^https?:\/\//.test(value) && value.length <= limits.reasonLength,
  )
  return typeof found === 'string' ? found : null
}

/** The last that a `Date` can be. */
const lastMoment = 8.64e15

/** Epoch milliseconds, from a number of them or an instant in text. */
export function timeOf(value: unknown): number | null {
  const at = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN
  return at > 0 && at <= lastMoment ? at : null
}

/** A version as a tag names it, `refs/tags/v1.4.2`; null for a branch. */
export function versionOfRef(ref: unknown): string | null {
  const text = textOf(ref)?.replace(/^refs\/tags\//, '')
  return text !== undefined && /^v?\d/.test(text) && !isCommit(text) ? text : null
}

/** The commit that a text is, where it is one in full. */
export function commitOf(value: unknown): string | null {
  return typeof value === 'string' && isCommit(value) ? value : null
}

function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/i.test(text)
}

/** Of several names in a list of parameters, in any case, the first that is given. */
export function parameter(parameters: object, ...names: readonly string[]): string | null {
  const given = new Map(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), value]))
  return textOf(...names.map((name) => given.get(name)))
}

/** An image's tag and digest: `registry:5000/shop/checkout:1.4.2@sha256:…`. */
export function imageOf(reference: string): { name: string; version: string | null; digest: string | null } {
  const [place = '', digest] = reference.split('@')
  const last = place.slice(place.lastIndexOf('/') + 1)
  const [name = '', tag] = last.split(':')
  return { name, version: textOf(tag), digest: textOf(digest) }
}

/** What a deployment is where nothing is said. */
export const nothingSaid: Omit<Deployment, 'sender' | 'status'> = {
  deliveryId: null,
  service: null,
  version: null,
  commit: null,
  digest: null,
  environment: null,
  url: null,
  release: null,
  at: null,
}
