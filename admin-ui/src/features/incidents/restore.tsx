import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { Field, Problem } from '../../components/field'
import { api } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { flagsQuery } from '../../lib/queries'
import kill from '../kills/kill.module.css'

interface RestoreParts {
  incident: { killId: string; flags: string[]; recovery: { state: string } }
}

/** The way back: by a person, with a reason, of exactly this kill. */
export function RestoreButton({ incident }: RestoreParts) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button tone="strong" onClick={() => setOpen(true)}>
        Restore…
      </Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} label="Restore">
        <Restore incident={incident} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function Restore({ incident: { killId, flags, recovery }, onDone }: RestoreParts & { onDone: () => void }) {
  const place = usePlace()
  const queries = useQueryClient()
  const all = useQuery(flagsQuery(place.project))
  const [reason, setReason] = useState('')
  const restore = useMutation({
    mutationFn: () =>
      api.restoreKill({ params: { ...place, kill: killId }, body: { reason: reason.trim() } }),
    onSuccess: async () => {
      await queries.invalidateQueries()
      onDone()
    },
  })
  const others = flags.filter((flag) =>
    all.data
      ?.find(({ key }) => key === flag)
      ?.environments[place.environment]?.kills.some((id) => id !== killId),
  )
  const what = flags.length === 1 ? (flags[0] ?? '') : `${flags.length} flags`
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() !== '') restore.mutate()
      }}
    >
      <h2 className={kill.title}>
        Restore {what} in {place.environment}?
      </h2>
      <p className={kill.text}>
        Lifts exactly this kill. Flags serve as they were set before the release; it does not start again by
        itself.
      </p>
      {recovery.state === 'pending' && (
        <p className={kill.text}>Whether the kill has helped is still being watched.</p>
      )}
      {others.length > 0 && (
        <p className={kill.text}>
          {others.join(', ')} {others.length === 1 ? 'stays' : 'stay'} killed: another kill stands too.
        </p>
      )}
      <Field label="Why is it safe again?">
        <input value={reason} data-autofocus onChange={(event) => setReason(event.currentTarget.value)} />
      </Field>
      <Problem of={restore.error} />
      <div className={kill.actions}>
        <Button onClick={onDone} keyHint="Esc">
          Cancel
        </Button>
        <Button type="submit" tone="strong" disabled={restore.isPending || reason.trim() === ''}>
          Restore {what} in {place.environment}
        </Button>
      </div>
    </form>
  )
}
