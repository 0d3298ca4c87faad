import { notFound } from '../errors.js'
import type { Stored } from '../storage/storage.js'
import type { KillView } from './kills-service.js'

/** A kill as it is answered. @throws RefusedError `not-found` */
export function killView(stored: Stored<'kill'>): KillView {
  const { key, value, revision } = stored
  const environment = stored.environment ?? ''
  if (value === null) throw notFound('kill', key, environment)
  const { mac: _mac, ...kill } = value
  return { ...kill, environment, revision }
}

/** By first commit, then by id; as text, so that a list can go on after it. */
export function killOrder({ firstCommit, killId }: KillView): string {
  return `${firstCommit.epoch} ${String(firstCommit.revision).padStart(16, '0')} ${killId}`
}
