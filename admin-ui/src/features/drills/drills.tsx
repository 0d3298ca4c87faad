import type { AnswerOf, operations } from '@ripcord/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { lazy, useEffect, useState } from 'react'
import { Button } from '../../components/button'
import { Cells } from '../../components/cells'
import { Dialog } from '../../components/dialog'
import { Problem } from '../../components/field'
import form from '../../components/form.module.css'
import { Panel } from '../../components/panel'
import { api } from '../../lib/api'
import { count, duration, plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { propagationQuery } from '../../lib/queries'
import { drillsQuery } from '../../lib/settings-queries'
import { useNow } from '../../lib/use-now'

const DrillForm = lazy(async () => ({ default: (await import('./drill-form')).DrillForm }))

type Drill = AnswerOf<typeof operations.listKills>['items'][number]

/** Rehearsing is one click away where kills are read of, and from anywhere by `#drill`. */
export function StartDrill() {
  const hash = useRouterState({ select: ({ location }) => location.hash })
  const [isOpen, setOpen] = useState(false)
  const navigate = useNavigate()
  useEffect(() => {
    if (hash !== 'drill') return
    setOpen(true)
    // Asked for again, it opens again.
    void navigate({ to: '.', hash: '', replace: true })
  }, [hash, navigate])
  return (
    <>
      <Button onClick={() => setOpen(true)}>Start a drill…</Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} label="Start a drill">
        <DrillForm onDone={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

/** Rehearsals that go on: how far each has come, and when it ends. */
export function Drills() {
  const drills = useQuery(drillsQuery(usePlace())).data ?? []
  if (drills.length === 0) return null
  return (
    <Panel title={drills.length === 1 ? 'A drill goes on' : `${drills.length} drills go on`}>
      {drills.map((drill) => (
        <Running key={drill.killId} drill={drill} />
      ))}
    </Panel>
  )
}

function Running({ drill: { killId, serves, actor, reason, firstCommit, endsAfterMs } }: { drill: Drill }) {
  const place = usePlace()
  const queries = useQueryClient()
  const now = useNow()
  const { data } = useQuery(propagationQuery(place, killId))
  const end = useMutation({
    mutationFn: () => api.endDrill({ params: { ...place, kill: killId }, body: {} }),
    onSettled: () => queries.invalidateQueries(),
  })
  const flags = Object.keys(serves)
  const leftMs = Date.parse(firstCommit.at) + (endsAfterMs ?? 0) - now
  return (
    <section aria-label={`Drill of ${flags.join(', ')}`}>
      <p>
        <b>{flags.length > 3 ? plural(flags.length, 'flag') : flags.join(', ')}</b>{' '}
        {flags.length === 1 ? 'serves its safe variant' : 'serve their safe variants'}
        {data !== undefined && `: ${count(data.safe)} of ${count(data.total)} instances safe`}.{' '}
        {leftMs > 0 ? `It ends by itself in ${duration(Math.ceil(leftMs / 1_000) * 1_000)}.` : 'It ends now.'}{' '}
        <span className={form.quiet}>
          Started by {actor.name ?? actor.id}
          {reason !== '' && `: ${reason}`}
        </span>
      </p>
      {data !== undefined && data.total > 0 && <Cells instances={data.instances} total={data.total} />}
      <Problem of={end.error} />
      <Button onClick={() => end.mutate()} disabled={end.isPending}>
        End the drill now
      </Button>
    </section>
  )
}
