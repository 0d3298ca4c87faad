import type { ChangeKind, EntityWrite, Release } from '@ripcord/model'
import type { DecideAt, Verdict } from '../changes/commit-change.js'
import { environmentIn } from '../changes/environments.js'
import { releaseWrite } from '../changes/owned-flags.js'
import type { Reading } from '../changes/reading.js'
import { notFound, RefusedError } from '../errors.js'
import type { EntityQuery, Stored } from '../storage/storage.js'
import type { ReleaseView } from './releases-service.js'

export interface ReleaseQuestion {
  environment: string
  key: string
}

export function readsOfRelease({ environment, key }: ReleaseQuestion): EntityQuery[] {
  return [
    { kind: 'environment', environment: null, keys: [environment] },
    { kind: 'release', environment, keys: [key] },
  ]
}

/** @throws RefusedError `not-found` (environment, release) */
export function releaseIn(state: Reading, { environment, key }: ReleaseQuestion): ReleaseView {
  environmentIn(state, environment)
  const stored = state.get('release', environment, key)
  if (!stored?.value) throw notFound('release', key, environment)
  return releaseView(stored)
}

/** @throws RefusedError `not-found` */
export function releaseView({ environment, key, value, revision }: Stored<'release'>): ReleaseView {
  if (value === null) throw notFound('release', key, environment ?? '')
  return { ...value, environment: environment ?? '', revision }
}

/** A step of a release as a change; what it owns may be among the writes. */
export function step(
  at: DecideAt,
  kind: ChangeKind,
  { environment, revision: _revision, ...release }: ReleaseView,
  writes: readonly EntityWrite[] = [],
): Verdict<ReleaseView> {
  return {
    type: 'commit',
    kind,
    entities: [releaseWrite(environment, release), ...writes],
    result: { ...release, environment, revision: at.revision },
    touchesOwned: true,
  }
}

/** 409: it is not in a state for this. */
export function stateError({ key, status }: Pick<Release, 'key' | 'status'>, what: string): RefusedError {
  const message = `Release ${JSON.stringify(key)} ${stateWords[status]}: ${what}.`
  return new RefusedError('release-state', message, { extra: { status } })
}

const stateWords: { readonly [S in Release['status']]: string } = {
  draft: 'was not started',
  running: 'is running',
  baking: 'is in its last stage',
  completed: 'was completed',
  killed: 'was killed',
  aborted: 'was aborted',
}
