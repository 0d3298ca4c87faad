import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { Problem, TextField } from '../../components/field'
import { api } from '../../lib/api'
import { usePlace } from '../../lib/place'
import kill from '../kills/kill.module.css'
import type { Incident } from './incident'
import classes from './incident-page.module.css'
import { useBeforeRestore } from './use-before-restore'

interface RestoreParts {
  incident: Incident
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

function Restore({ incident, onDone }: RestoreParts & { onDone: () => void }) {
  const { killId, flags } = incident
  const place = usePlace()
  const queries = useQueryClient()
  const open = useBeforeRestore(incident).filter(({ isMet }) => !isMet)
  const [reason, setReason] = useState('')
  const restore = useMutation({
    mutationFn: () =>
      api.restoreKill({ params: { ...place, kill: killId }, body: { reason: reason.trim() } }),
    onSuccess: async () => {
      await queries.invalidateQueries()
      onDone()
    },
  })
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
      {open.length > 0 && <p className={kill.text}>Not so yet, for you to judge:</p>}
      {open.length > 0 && (
        <ul className={classes.conditions} aria-label="What is not so yet">
          {open.map(({ what: condition }) => (
            <li key={condition} data-met={false}>
              <span aria-hidden="true">○</span>
              <span>{condition}</span>
            </li>
          ))}
        </ul>
      )}
      <TextField label="Why is it safe again?" value={reason} data-autofocus onChange={setReason} />
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
