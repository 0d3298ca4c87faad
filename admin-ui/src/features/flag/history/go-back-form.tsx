import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { DialogForm } from '../../../components/dialog-form'
import { Problem } from '../../../components/field'
import form from '../../../components/form.module.css'
import { Empty, Skeleton } from '../../../components/panel'
import { Reason } from '../../../components/reason'
import { ApiError, api } from '../../../lib/api'
import { count } from '../../../lib/format'
import { usePlace } from '../../../lib/place'
import { useFocus } from '../../../lib/use-focus'
import type { Settings } from '../flag'
import { DiffView } from './diff-view'
import classes from './history.module.css'
import { goingBackQuery } from './states'

interface GoBackParts {
  flag: string
  settings: Settings
  to: number
  onCancel: () => void
  /** With the revisions before it and after it. */
  onDone: (before: number, after: number) => void
}

/** What going back would change, before it does; who says so and why. */
export function GoBackForm({ flag, settings, to, onCancel, onDone }: GoBackParts) {
  const place = usePlace()
  const queries = useQueryClient()
  const [isEverywhere, setEverywhere] = useState(false)
  const [isBeneath, setBeneath] = useState(false)
  const [reason, setReason] = useState('')
  const field = useFocus<HTMLInputElement>()
  const preview = useQuery(goingBackQuery(place, flag, to, isEverywhere))
  const { data } = preview
  const isKilled = settings.kills.length > 0
  const goBack = useMutation({
    mutationFn: (before: number) =>
      api
        .revertTo({
          params: { project: place.project },
          body: {
            to,
            flags: [flag],
            reason: reason.trim(),
            ...(!isEverywhere && { environment: place.environment }),
          },
          ifMatch: before,
        })
        .then(({ revision }) => ({ before, after: revision })),
    onSuccess: async ({ before, after }) => {
      await queries.invalidateQueries()
      onDone(before, after)
    },
    // What was looked at stands no more: what would change now is shown anew.
    onError: (error) => {
      if (error instanceof ApiError && error.status === 412) void preview.refetch()
    },
  })
  const where = isEverywhere ? 'everywhere' : `in ${place.environment}`
  const isRefused = settings.release !== undefined || (isKilled && !isBeneath)
  const hasNothing = data === undefined || data.parts.length === 0
  return (
    <DialogForm
      title={`Go back to revision ${count(to)} ${where}?`}
      text={`A new change makes ${flag} what it was then, and can be gone back from like any other. Other flags and segments stay as they are.`}
      does={`Go back to revision ${count(to)} ${where}`}
      isDisabled={hasNothing || isRefused || goBack.isPending || reason.trim() === ''}
      problem={goBack.error}
      onSubmit={() => {
        if (data !== undefined && !hasNothing && !isRefused && reason.trim() !== '')
          goBack.mutate(data.revision)
      }}
      onCancel={onCancel}
    >
      {settings.release !== undefined && (
        <div className={classes.notice} role="alert">
          <p>
            Release{' '}
            <Link
              to="/p/$project/$environment/releases/$release"
              params={{ ...place, release: settings.release.key }}
            >
              {settings.release.key}
            </Link>{' '}
            owns it in {place.environment} while it runs: complete, abort or kill it first.
          </p>
        </div>
      )}
      {isKilled && (
        <div className={classes.notice} role="alert">
          <p>
            It is killed in {place.environment}, and going back lifts no kill:{' '}
            <Link
              to="/p/$project/$environment/incidents/$kill"
              params={{ ...place, kill: settings.kills[0] ?? '' }}
            >
              its incident
            </Link>{' '}
            is where it is restored.
          </p>
          <label className={classes.check}>
            <input
              type="checkbox"
              checked={isBeneath}
              onChange={(event) => setBeneath(event.currentTarget.checked)}
            />
            Change what comes back once it is restored
          </label>
        </div>
      )}
      {data === undefined && preview.error === null && <Skeleton lines={6} />}
      <Problem of={preview.error} />
      {data?.parts.length === 0 && <Empty>Nothing would change: it stands as it stood then.</Empty>}
      {data?.parts.map(({ kind, environment, before, after }) => {
        const title =
          kind === 'flag' ? 'What it is, in every environment' : `How it is set in ${environment ?? ''}`
        return (
          <section key={`${kind} ${environment}`} className={classes.part}>
            <h3>{title}</h3>
            <DiffView
              before={before}
              after={after}
              names={['As it stands', 'As it would be']}
              label={title}
            />
          </section>
        )
      })}
      {data?.kept.map((sentence) => (
        <p key={sentence} className={form.text}>
          {sentence}.
        </p>
      ))}
      <label className={classes.check}>
        <input
          type="checkbox"
          checked={isEverywhere}
          onChange={(event) => setEverywhere(event.currentTarget.checked)}
        />
        What it is as well (name, owner, variants), and how it is set in every environment
      </label>
      <Reason isAsked value={reason} onChange={setReason} ref={field} />
    </DialogForm>
  )
}
