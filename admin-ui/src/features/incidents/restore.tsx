import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { DialogForm } from '../../components/dialog-form'
import { TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { api } from '../../lib/api'
import { usePlace } from '../../lib/place'
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
    <DialogForm
      title={`Restore ${what} in ${place.environment}?`}
      text="Lifts exactly this kill. Flags serve as they were set before the release; it does not start again by itself."
      does={`Restore ${what} in ${place.environment}`}
      isDisabled={restore.isPending || reason.trim() === ''}
      problem={restore.error}
      onSubmit={() => restore.mutate()}
      onCancel={onDone}
    >
      {open.length > 0 && <p className={form.text}>Not so yet, for you to judge:</p>}
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
    </DialogForm>
  )
}
