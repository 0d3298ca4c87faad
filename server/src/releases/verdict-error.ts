import { RefusedError } from '../errors.js'
import type { ReleaseView } from './releases-service.js'

/** Why a pipeline is to stop: the release ended, and not well. */
export function verdictError(release: ReleaseView): RefusedError {
  const { key, status, killId, endedAt } = release
  const name = `Release ${JSON.stringify(key)}`
  if (status === 'killed')
    return new RefusedError(
      'release-killed',
      `${name} was killed at ${endedAt} (kill ${killId}): roll the deployment back, or fix it and release anew.`,
      { extra: { killId, endedAt } },
    )
  if (status === 'aborted')
    return new RefusedError('release-aborted', `${name} was aborted at ${endedAt}: it did not go out.`, {
      extra: { endedAt },
    })
  return new RefusedError(
    'release-unproven',
    `${name} was completed at ${endedAt} without one conclusive measurement: nothing says that it is healthy.`,
    { extra: { endedAt } },
  )
}
