import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Field, Problem } from '../../components/field'
import form from '../../components/form.module.css'
import { HoldButton } from '../../components/hold-button'
import { Skeleton } from '../../components/panel'
import { Reason, reasonOf } from '../../components/reason'
import { api } from '../../lib/api'
import { useIsProduction } from '../../lib/environments'
import { plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { overviewQuery } from '../../lib/queries'
import type { KillTarget } from '../kills/kill-dialog'
import { nameOf } from '../kills/kill-form'
import { killPreviewQuery } from '../kills/kill-preview'
import { TargetChoice } from '../kills/target-choice'

const minutes = [1, 5, 15, 60]

/** A rehearsal: what of, for how long, and what it will do, before it does. */
export function DrillForm({ onDone }: { onDone: () => void }) {
  const place = usePlace()
  const [target, setTarget] = useState<KillTarget>()
  if (target === undefined)
    return (
      <TargetChoice
        place={place}
        question={`Rehearse the kill of what in ${place.environment}?`}
        onChoose={setTarget}
        onCancel={onDone}
      />
    )
  return <Confirm target={target} onDone={onDone} />
}

function Confirm({ target, onDone }: { target: KillTarget; onDone: () => void }) {
  const place = usePlace()
  const queries = useQueryClient()
  const isProduction = useIsProduction()
  const instances = useQuery(overviewQuery(place)).data?.instances.connected ?? 0
  const preview = useQuery(killPreviewQuery(place, target))
  const [lasts, setLasts] = useState(5)
  const [reason, setReason] = useState('')
  const start = useMutation({
    mutationFn: () =>
      api.startDrill({
        params: place,
        body: { target, endsAfterMs: lasts * 60_000, ...reasonOf(reason) },
      }),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries(),
  })
  const lacksReason = isProduction && reason.trim() === ''
  const serves = Object.entries(preview.data?.serves ?? {})
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!isProduction) start.mutate()
      }}
    >
      <h2 className={form.title}>
        Rehearse the kill of {nameOf(target)} in {place.environment}?
      </h2>
      <p className={form.text}>
        For {plural(lasts, 'minute')} {plural(instances, 'instance')} {instances === 1 ? 'serves' : 'serve'}{' '}
        what is safe, for real; then it ends by itself. A release stays as it is, and no incident is opened.
      </p>
      {preview.isPending && <Skeleton lines={2} />}
      <Problem of={preview.error} />
      <ul>
        {serves.map(([flag, served]) => (
          <li key={flag}>
            <code>{flag}</code> will serve{' '}
            <code>{served.type === 'variant' ? served.variant : 'the caller’s default'}</code>
          </li>
        ))}
        {preview.data?.turnOff.map(({ flag, because }) => (
          <li key={flag}>
            <code>{flag}</code> turns off with it: it needs <code>{because.flag}</code>
          </li>
        ))}
      </ul>
      <Field label="How long">
        <select value={lasts} onChange={(event) => setLasts(Number(event.currentTarget.value))}>
          {minutes.map((one) => (
            <option key={one} value={one}>
              {plural(one, 'minute')}
            </option>
          ))}
        </select>
      </Field>
      <Reason isAsked={isProduction} value={reason} onChange={setReason} />
      <Problem of={start.error} />
      <div className={form.actions}>
        <Button onClick={onDone} keyHint="Esc">
          Cancel
        </Button>
        {isProduction ? (
          <HoldButton onHeld={() => start.mutate()} disabled={start.isPending || lacksReason}>
            {lacksReason ? 'Say why first' : `Hold to rehearse in ${place.environment}`}
          </HoldButton>
        ) : (
          <Button type="submit" tone="strong" disabled={start.isPending}>
            Start the drill in {place.environment}
          </Button>
        )}
      </div>
    </form>
  )
}
