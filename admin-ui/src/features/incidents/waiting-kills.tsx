import type { AnswerOf, operations } from '@ripcord/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { DialogForm } from '../../components/dialog-form'
import form from '../../components/form.module.css'
import { Tag } from '../../components/mark'
import { Panel } from '../../components/panel'
import { Reason } from '../../components/reason'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Time } from '../../components/time'
import { api } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { waitingKillsQuery } from '../../lib/settings-queries'
import { useFocus } from '../../lib/use-focus'

type Waiting = AnswerOf<typeof operations.listWaitingKills>['items'][number]

/** Kills that instances hold and the log does not know: a person says of each whether it stands. */
export function WaitingKills() {
  const waiting = useQuery(waitingKillsQuery(usePlace())).data ?? []
  if (waiting.length === 0) return null
  return (
    <Panel
      title={
        <>
          Kills that wait for a person <Tag tone="holding">{waiting.length}</Tag>
        </>
      }
      aside="instances hold them, the log does not know them"
    >
      <p className={form.text}>
        So it is after a backup was restored, or where somebody made a kill up. Whoever brought one keeps
        serving what is safe until it is settled.
      </p>
      <Table label="Kills that wait">
        <thead>
          <tr>
            <th>since</th>
            <th>flags</th>
            <th>by, as it says</th>
            <th>why, as it says</th>
            <th>brought by</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {waiting.map((one) => (
            <Row key={one.kill.killId} waiting={one} />
          ))}
        </tbody>
      </Table>
    </Panel>
  )
}

function Row({ waiting: { kill, broughtBy, since } }: { waiting: Waiting }) {
  const [as, setAs] = useState<'adopted' | 'dismissed'>()
  const flags = Object.keys(kill.serves)
  return (
    <tr>
      <td className="mono">
        <Time at={since} />
      </td>
      <td className={table.name}>{flags.join(', ')}</td>
      <td>{kill.actor.name ?? kill.actor.id}</td>
      <td>{kill.reason}</td>
      <td>{broughtBy}</td>
      <td className={table.action}>
        <div className={form.inline}>
          <Button onClick={() => setAs('dismissed')}>Dismiss…</Button>
          <Button onClick={() => setAs('adopted')}>Adopt…</Button>
        </div>
        <Dialog isOpen={as !== undefined} onClose={() => setAs(undefined)} label="Settle a waiting kill">
          {as !== undefined && (
            <Settle killId={kill.killId} flags={flags} as={as} onDone={() => setAs(undefined)} />
          )}
        </Dialog>
      </td>
    </tr>
  )
}

function Settle({
  killId,
  flags,
  as,
  onDone,
}: {
  killId: string
  flags: readonly string[]
  as: 'adopted' | 'dismissed'
  onDone: () => void
}) {
  const place = usePlace()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const field = useFocus<HTMLInputElement>()
  const settle = useMutation({
    mutationFn: () =>
      api.settleWaitingKill({ params: { ...place, kill: killId }, body: { as, reason: reason.trim() } }),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries(),
  })
  const what = flags.length === 1 ? (flags[0] ?? '') : `${flags.length} flags`
  return (
    <DialogForm
      title={`${as === 'adopted' ? 'Adopt' : 'Dismiss'} the kill of ${what} in ${place.environment}?`}
      text={
        as === 'adopted'
          ? 'It stands for everybody from then on, until a person restores it; a release that owns one of its flags ends.'
          : 'Whoever holds it lets go of it, and serves what the log says.'
      }
      does={`${as === 'adopted' ? 'Adopt' : 'Dismiss'} it in ${place.environment}`}
      isDisabled={settle.isPending || reason.trim() === ''}
      problem={settle.error}
      onSubmit={() => settle.mutate()}
      onCancel={onDone}
    >
      <Reason isAsked value={reason} onChange={setReason} ref={field} />
    </DialogForm>
  )
}
