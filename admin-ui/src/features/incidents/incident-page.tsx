import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Cells } from '../../components/cells'
import { Problem } from '../../components/field'
import { Empty, PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { Runbooks } from '../../components/runbooks'
import table from '../../components/table.module.css'
import { api } from '../../lib/api'
import { count } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { incidentQuery, propagationQuery } from '../../lib/queries'
import { ErrorsByPath } from './errors-by-path'
import type { Incident } from './incident'
import classes from './incident-page.module.css'
import { NextKill } from './next-kill'
import { Preconditions } from './preconditions'
import { RestoreButton } from './restore'
import { TimeFigures } from './time-figures'
import { Timeline } from './timeline'
import { useVerdict, verdicts } from './use-verdict'

/** One kill: what led to it, how fast it was everywhere, whether it has helped, and the way back. */
export function IncidentPage() {
  const place = usePlace()
  const { kill = '' } = useParams({ strict: false })
  const { data, error } = useQuery(incidentQuery(place, kill))
  if (data === undefined) return <Pending title="Incident" error={error} lines={8} />
  return (
    <>
      <PageHead
        above={
          <Link to="/p/$project/$environment/incidents" params={place}>
            Incidents /
          </Link>
        }
        title={titleOf(data)}
        detail={
          <>
            {data.actor.type === 'guard'
              ? 'Killed by the guard'
              : `Killed by ${data.actor.name ?? data.actor.id}`}
            {data.reason !== '' && `: ${data.reason}`}
            {data.releases.map(({ key }) => (
              <span key={key}>
                {' · '}
                <Link to="/p/$project/$environment/releases/$release" params={{ ...place, release: key }}>
                  {key}
                </Link>
              </span>
            ))}
            <Runbooks project={place.project} services={data.services.map(({ name }) => name)} />
          </>
        }
      >
        <Export incident={data} />
        <Label incident={data} />
        {data.restored === null && <RestoreButton incident={data} />}
      </PageHead>
      <TimeFigures incident={data} />
      <ErrorsByPath incident={data} />
      <div className={classes.grid}>
        <Panel
          title="What happened"
          aside="alerts, measurements, decisions, changes, acknowledgements, notes"
        >
          <Timeline incident={data} />
          <Note incident={data} />
        </Panel>
        <div className={classes.side}>
          <NextKill incident={data} />
          <Instances incident={data} />
          {data.restored === null && <Preconditions incident={data} />}
          <Kinds incident={data} />
        </div>
      </div>
    </>
  )
}

function titleOf({ releases, flags, restored, recovery }: Incident): string {
  const what = releases[0]?.key ?? (flags.length === 1 ? (flags[0] ?? '') : `${flags.length} flags`)
  if (restored !== null) return `${what} was killed, and is restored.`
  if (recovery.state === 'ineffective') return `${what} is killed, and it has not helped.`
  if (recovery.state === 'recovered') return `${what} is killed, and all is well again.`
  return `${what} is killed.`
}

function Note({ incident }: { incident: Incident }) {
  const place = usePlace()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const note = useMutation({
    mutationFn: () =>
      api.noteIncident({ params: { ...place, kill: incident.killId }, body: { text: text.trim() } }),
    onSuccess: async () => {
      setText('')
      await queries.invalidateQueries()
    },
  })
  return (
    <form
      className={classes.note}
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') note.mutate()
      }}
    >
      <input
        aria-label="A note for the timeline"
        placeholder="Note what you see or do"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" disabled={note.isPending || text.trim() === ''}>
        Note
      </Button>
      <Problem of={note.error} />
    </form>
  )
}

function Instances({ incident }: { incident: Incident }) {
  const place = usePlace()
  const { data } = useQuery(propagationQuery(place, incident.killId))
  if (incident.restored !== null || data === undefined) return null
  return (
    <Panel title="Instances" aside={`${count(data.safe)} of ${count(data.total)} safe`}>
      {data.total === 0 ? (
        <Empty>No instance is connected.</Empty>
      ) : (
        <Cells instances={data.instances} total={data.total} />
      )}
      <p className={classes.quiet}>{incident.recovery.because}</p>
    </Panel>
  )
}

function Kinds({ incident: { newKinds } }: { incident: Incident }) {
  if (newKinds.length === 0) return null
  return (
    <Panel title="Seen only in the new path">
      <table className={table.table}>
        <tbody>
          {newKinds.map(({ kind, count: times, traceId }) => (
            <tr key={kind}>
              <td>
                <code>{kind}</code>
              </td>
              <td className={table.number}>{count(times)}</td>
              <td className={table.number}>{traceId}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function Export({ incident }: { incident: Incident }) {
  const place = usePlace()
  const save = useMutation({
    mutationFn: () => api.exportIncident({ params: { ...place, kill: incident.killId } }),
    onSuccess: ({ markdown }) => download(markdown, `post-mortem-${incident.killId}.md`),
  })
  return (
    <>
      <Problem of={save.error} />
      <Button onClick={() => save.mutate()} disabled={save.isPending}>
        Export post-mortem
      </Button>
    </>
  )
}

function download(markdown: string, name: string): void {
  const url = URL.createObjectURL(new Blob([markdown], { type: 'text/markdown' }))
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}

/** Precision is what people say of automatic kills. */
function Label({ incident }: { incident: Incident }) {
  const label = useVerdict(incident.killId)
  if (incident.cause !== 'guard') return null
  const said = incident.label?.verdict
  return (
    <span className={classes.label}>
      Was this kill right?{' '}
      {verdicts.map(({ verdict, says }) => (
        <button
          key={verdict}
          type="button"
          aria-pressed={said === verdict}
          disabled={label.isPending}
          onClick={() => label.mutate(verdict)}
        >
          {says}
        </button>
      ))}
      <Problem of={label.error} />
    </span>
  )
}
