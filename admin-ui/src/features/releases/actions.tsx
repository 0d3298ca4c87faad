import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../../components/button'
import { Problem } from '../../components/field'
import { api } from '../../lib/api'
import { percent } from '../../lib/format'
import { type Place, usePlace } from '../../lib/place'
import type { Release } from './release'

interface Action {
  name: string
  run: () => Promise<unknown>
}

/** What a person may do with a release where it stands; the kill has its own button. */
export function Actions({ release }: { release: Release }) {
  const place = usePlace()
  const queries = useQueryClient()
  const act = useMutation({
    mutationFn: ({ run }: Action) => run(),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <>
      {actionsOf(release, place).map((action) => (
        <Button key={action.name} onClick={() => act.mutate(action)} disabled={act.isPending}>
          {action.name}
        </Button>
      ))}
      <Problem of={act.error} />
    </>
  )
}

function actionsOf(release: Release, place: Place): Action[] {
  const { status, stage, stages, holds, suspendedUntil } = release
  const params = { ...place, release: release.key }
  if (status === 'draft' || status === 'aborted' || status === 'killed' || status === 'completed')
    return status === 'draft' || status === 'aborted'
      ? [{ name: `Start in ${place.environment}`, run: () => api.startRelease({ params, body: {} }) }]
      : []
  const next = stages[(stage ?? 0) + 1]
  const isHeld = holds.length > 0 || suspendedUntil !== null
  const because = 'held by hand in the console'
  const actions: Action[] = [
    isHeld
      ? { name: 'Resume', run: () => api.resumeRelease({ params, body: {} }) }
      : { name: 'Hold', run: () => api.holdRelease({ params, body: { reason: because } }) },
  ]
  if (next !== undefined)
    actions.push({
      name: `Advance to ${percent(next.share)}`,
      run: () => api.advanceRelease({ params, body: { ...(stage !== null && { from: stage }) } }),
    })
  else actions.push({ name: 'Complete', run: () => api.completeRelease({ params, body: {} }) })
  actions.push({ name: 'Abort', run: () => api.abortRelease({ params, body: {} }) })
  return actions
}
