import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { DialogForm } from '../../components/dialog-form'
import form from '../../components/form.module.css'
import { Reading } from '../../components/reading'
import { Reason, reasonOf } from '../../components/reason'
import { ApiError, api } from '../../lib/api'
import { useEnvironments, useHasProduction } from '../../lib/environments'
import { usePlace } from '../../lib/place'
import { flagsQuery, releasesQuery, segmentsQuery } from '../../lib/queries'
import { useFocus } from '../../lib/use-focus'
import { useNow } from '../../lib/use-now'
import type { Flag } from './flag'
import { evaluatedQuery } from './last-evaluated'
import classes from './lifecycle.module.css'
import { recentlyIn } from './lifecycle-words'
import { type Need, needsOf } from './needs'

/** What would break, before anything does: who needs it, and who still asks for it. */
export function ArchiveForm({ flag, onDone }: { flag: Flag; onDone: () => void }) {
  const { project } = usePlace()
  const queries = useQueryClient()
  const now = useNow(30_000)
  const { needs, error } = useNeeds(flag.key)
  const environments = useEnvironments()
  // Asked again and again while somebody decides: what is in use may say so only now.
  const evaluated = useQuery({
    ...evaluatedQuery(project, environments, flag.key),
    refetchInterval: 5_000,
  })
  const [reason, setReason] = useState('')
  const [isForced, setForced] = useState(false)
  const recently = recentlyIn(evaluated.data ?? new Map(), now)
  const archive = useMutation({
    mutationFn: () =>
      api.archiveFlag({
        params: { project, flag: flag.key },
        body: {
          ...(isForced && { force: true }),
          ...reasonOf(reason),
        },
        ifMatch: flag.revision,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries()
      onDone()
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 412) void queries.invalidateQueries()
    },
  })
  const isInUse = recently.length > 0
  const blocking = needs?.length ?? 0
  const isAsked = useHasProduction()
  const field = useFocus<HTMLInputElement>()
  const lacksReason = isAsked && reason.trim() === ''
  return (
    <DialogForm
      title={`Archive ${flag.key} everywhere?`}
      text="SDKs no longer get it, in no environment: code that asks for it gets its own default. Its history stays, its key is not used again, and it can be brought back."
      does={`Archive ${flag.key}`}
      isDisabled={
        needs === undefined ||
        evaluated.data === undefined ||
        blocking > 0 ||
        lacksReason ||
        (isInUse && !isForced) ||
        archive.isPending
      }
      problem={archive.error}
      onSubmit={() => archive.mutate()}
      onCancel={onDone}
    >
      {needs === undefined || evaluated.data === undefined ? (
        <Reading error={error ?? evaluated.error} />
      ) : (
        <>
          <Needs needs={needs} />
          {isInUse ? (
            <div className={classes.notice}>
              <p>
                Code still asks for it: {recently.join(', ')}. Take it out of the code first, or what the code
                falls back to is what everybody gets.
              </p>
              <label className={classes.check}>
                <input
                  type="checkbox"
                  checked={isForced}
                  onChange={(event) => setForced(event.currentTarget.checked)}
                />
                Archive it although it is in use
              </label>
            </div>
          ) : (
            <p className={form.text}>No code has asked for it in the last 7 days, in any environment.</p>
          )}
        </>
      )}
      <Reason isAsked={isAsked} value={reason} onChange={setReason} ref={field} />
    </DialogForm>
  )
}

function Needs({ needs }: { needs: readonly Need[] }) {
  const { project } = usePlace()
  if (needs.length === 0)
    return <p className={form.text}>No other flag, segment or open release asks for it.</p>
  return (
    <div className={classes.notice} role="alert">
      <p>
        It can’t go yet:{' '}
        {needs.length === 1 ? 'this needs it. Change it first.' : 'these need it. Change them first.'}
      </p>
      <ul>
        {needs.map(({ kind, key, environment }) => (
          <li key={`${kind} ${key} ${environment}`}>
            {kind}{' '}
            {kind === 'segment' ? (
              <Link to="/p/$project/$environment/segments" params={{ project, environment }}>
                {key}
              </Link>
            ) : kind === 'release' ? (
              <Link
                to="/p/$project/$environment/releases/$release"
                params={{ project, environment, release: key }}
              >
                {key}
              </Link>
            ) : (
              <Link to="/p/$project/$environment/flags/$flag" params={{ project, environment, flag: key }}>
                {key}
              </Link>
            )}{' '}
            in {environment}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Undefined before all is known, or why it is not. */
function useNeeds(flag: string): { needs: Need[] | undefined; error: unknown } {
  const { project } = usePlace()
  const environments = useEnvironments()
  const places = environments.map((environment) => ({ project, environment }))
  const flags = useQuery(flagsQuery(project))
  const segments = useQueries({ queries: places.map(segmentsQuery) })
  const releases = useQueries({ queries: places.map(releasesQuery) })
  const all = [flags, ...segments, ...releases]
  const error = all.find((one) => one.error !== null)?.error ?? null
  if (flags.data === undefined || all.some(({ data }) => data === undefined))
    return { needs: undefined, error }
  const needs = needsOf(flag, {
    flags: flags.data,
    segments: segments.flatMap(({ data }) => data ?? []),
    releases: releases.flatMap(({ data }) => data ?? []),
  })
  return { needs, error }
}
