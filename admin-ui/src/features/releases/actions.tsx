import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, useState } from 'react'
import { Button } from '../../components/button'
import button from '../../components/button.module.css'
import { Dialog } from '../../components/dialog'
import { Problem } from '../../components/field'
import { api } from '../../lib/api'
import { percent } from '../../lib/format'
import { usePlace } from '../../lib/place'
import type { Release } from './release'
import classes from './release-page.module.css'
import type { StepName } from './steps'

const StepForm = lazy(async () => ({ default: (await import('./steps')).StepForm }))

/** What a person may do with a release where it stands; the kill has its own button. */
export function Actions({ release }: { release: Release }) {
  const place = usePlace()
  const [asked, setAsked] = useState<StepName>()
  const close = (): void => setAsked(undefined)
  const steps = stepsOf(release, place.environment)
  return (
    <>
      {release.status === 'draft' && (
        <Link
          className={`${button.button} ${classes.edit}`}
          data-tone="plain"
          to="/p/$project/$environment/releases/$release/edit"
          params={{ ...place, release: release.key }}
        >
          Edit
        </Link>
      )}
      {isRunning(release) && <HoldOrResume release={release} />}
      {steps.map(([name, label]) => (
        <Button key={name} onClick={() => setAsked(name)}>
          {label}
        </Button>
      ))}
      <Dialog isOpen={asked !== undefined} onClose={close} label="A step of the release">
        {asked !== undefined && <StepForm name={asked} release={release} onDone={close} />}
      </Dialog>
    </>
  )
}

/** Safe either way, and wanted at once: nothing is asked. */
function HoldOrResume({ release }: { release: Release }) {
  const place = usePlace()
  const queries = useQueryClient()
  const isHeld = release.holds.length > 0 || release.suspendedUntil !== null
  const params = { ...place, release: release.key }
  const act = useMutation({
    mutationFn: (): Promise<unknown> =>
      isHeld
        ? api.resumeRelease({ params, body: {} })
        : api.holdRelease({ params, body: { reason: 'held by hand in the console' } }),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <>
      <Button onClick={() => act.mutate()} disabled={act.isPending}>
        {isHeld ? 'Resume' : 'Hold'}
      </Button>
      <Problem of={act.error} />
    </>
  )
}

export function isRunning({ status }: Pick<Release, 'status'>): boolean {
  return status === 'running' || status === 'baking'
}

function stepsOf(release: Release, environment: string): [StepName, string][] {
  const { status, stage, stages, suspendedUntil } = release
  if (status === 'draft' || status === 'aborted') return [['start', `Start in ${environment}`]]
  if (!isRunning(release)) return []
  const next = stages[(stage ?? 0) + 1]
  return [
    ...(suspendedUntil === null ? [['suspend', 'Suspend…'] satisfies [StepName, string]] : []),
    next === undefined ? ['complete', 'Complete'] : ['advance', `Advance to ${percent(next.share)}`],
    ['abort', 'Abort'],
  ]
}
