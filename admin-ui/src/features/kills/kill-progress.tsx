import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../../components/button'
import { Cells } from '../../components/cells'
import { Command } from '../../components/copy'
import { Problem } from '../../components/field'
import form from '../../components/form.module.css'
import { api } from '../../lib/api'
import { age, count, duration } from '../../lib/format'
import type { Place } from '../../lib/place'
import { incidentQuery, propagationQuery, sessionQuery } from '../../lib/queries'
import { useNow } from '../../lib/use-now'
import classes from './kill.module.css'

/** So long a person may take back their own kill. */
const undoMs = 60_000

/** "37 of 38 instances safe", live, until all are; and who is not. */
export function KillProgress({
  place,
  killId,
  onClose,
}: {
  place: Place
  killId: string
  onClose: () => void
}) {
  const navigate = useNavigate()
  const { data } = useQuery(propagationQuery(place, killId))
  const incident = useQuery(incidentQuery(place, killId))
  const flags = incident.data?.flags ?? []
  const missing = data?.instances.filter(({ safe }) => !safe) ?? []
  const { total = 0, safe = 0, cannotAcknowledge = 0 } = data ?? {}
  return (
    <div>
      <h2 className={classes.figure} aria-live="polite">
        {data === undefined
          ? 'Killed.'
          : total === 0
            ? 'Killed. No instance is connected.'
            : `${count(safe)} of ${count(total)} instances safe`}
      </h2>
      <p className={form.text}>
        {flags.length === 1 ? <code>{flags[0]}</code> : `${flags.length} flags`} in {place.environment}{' '}
        {flags.length === 1 ? 'serves its safe variant' : 'serve their safe variants'}.{' '}
        {timesOf(incident.data)}
        {cannotAcknowledge > 0 &&
          ` ${count(cannotAcknowledge)} clients can’t acknowledge, and are not counted as safe.`}
      </p>
      {data !== undefined && <Cells instances={data.instances} total={total} />}
      {missing.slice(0, 3).map((one) => (
        <Laggard key={one.id} {...one} />
      ))}
      {missing.length > 3 && <p className={form.text}>And {missing.length - 3} more.</p>}
      <div className={form.actions}>
        <Undo place={place} killId={killId} onDone={onClose} />
        <Button onClick={onClose}>Close</Button>
        <Button
          tone="strong"
          onClick={() => {
            onClose()
            void navigate({
              to: '/p/$project/$environment/incidents/$kill',
              params: { ...place, kill: killId },
            })
          }}
        >
          Open the incident
        </Button>
      </div>
    </div>
  )
}

function timesOf(
  incident: { openedAt: string; acknowledged: { firstAt: string | null; allAt: string | null } } | undefined,
): string {
  if (incident === undefined) return ''
  const since = (at: string): string => duration(Math.max(0, Date.parse(at) - Date.parse(incident.openedAt)))
  const { firstAt, allAt } = incident.acknowledged
  if (firstAt === null) return ''
  return allAt === null
    ? `First after ${since(firstAt)}.`
    : `First after ${since(firstAt)}, all after ${since(allAt)}.`
}

interface LaggardParts {
  id: string
  service: string
  host: string
  lastSeenAt: string
  applied: number
  connected: boolean
}

/** Who may still serve what was killed, and what to do about it. */
function Laggard({ service, host, lastSeenAt, applied, connected }: LaggardParts) {
  const now = useNow()
  const silent = age(Math.max(0, now - Date.parse(lastSeenAt)))
  return (
    <div className={classes.laggard}>
      <p>
        <b>
          {service} on {host}
        </b>{' '}
        {connected ? 'has not answered yet' : `has been silent for ${silent}`}, at revision {count(applied)}.
      </p>
      <p>
        It may still serve the new path to whoever reaches it. Restarting it is safe: it starts with the kill.
      </p>
      <Command text={`kubectl delete pod ${asArgument(host)}`} />
    </div>
  )
}

/** A host is called what its process says: nothing of that runs in the shell of whoever pastes it. */
function asArgument(host: string): string {
  return /^[\w.:-]+$/.test(host) && !host.startsWith('-')
    ? host
    : `-- '${host.replaceAll("'", String.raw`'\''`)}'`
}

/** One's own kill by hand can be taken back, exactly, for a minute. */
function Undo({ place, killId, onDone }: { place: Place; killId: string; onDone: () => void }) {
  const queries = useQueryClient()
  const session = useQuery(sessionQuery)
  const incident = useQuery(incidentQuery(place, killId))
  const now = useNow(250)
  const undo = useMutation({
    mutationFn: () => api.undoKill({ params: { ...place, kill: killId } }),
    onSuccess: async () => {
      await queries.invalidateQueries()
      onDone()
    },
  })
  const { actor, openedAt, cause, restored } = incident.data ?? {}
  const isOwn = actor !== undefined && actor.id === session.data?.actor.id && cause === 'manual'
  const leftMs = openedAt === undefined ? 0 : Date.parse(openedAt) + undoMs - now
  if (!isOwn || leftMs <= 0 || restored !== null) return <Problem of={undo.error} />
  return (
    <>
      <Problem of={undo.error} />
      <Button disabled={undo.isPending} onClick={() => undo.mutate()}>
        Undo, {Math.ceil(leftMs / 1_000)} s left
      </Button>
    </>
  )
}
