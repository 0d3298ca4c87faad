import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Problem, TextField } from '../../components/field'
import { useIsProduction } from '../../lib/environments'
import { useFocus } from '../../lib/use-focus'
import kill from '../kills/kill.module.css'

interface StepParts {
  /** A question: `Advance pricing-v3 to 50 % in production?` */
  title: string
  /** What follows. */
  children: React.ReactNode
  /** What the button does where. */
  does: string
  run: (reason: string) => Promise<unknown>
  onDone: () => void
  /** Not yet: something else has to be said first. */
  isBlocked?: boolean
  /** Asked for even where it is not production. */
  needsReason?: boolean
}

/** A step of a release: what follows from it, why, and then it is done. */
export function Step({
  title,
  children,
  does,
  run,
  onDone,
  isBlocked = false,
  needsReason = false,
}: StepParts) {
  const queries = useQueryClient()
  const isAsked = useIsProduction() || needsReason
  const field = useFocus<HTMLInputElement>()
  const [reason, setReason] = useState('')
  const step = useMutation({
    mutationFn: () => run(reason.trim()),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries(),
  })
  const lacksReason = isAsked && reason.trim() === ''
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!lacksReason && !isBlocked && !step.isPending) step.mutate()
      }}
    >
      <h2 className={kill.title}>{title}</h2>
      {children}
      <TextField
        label={isAsked ? 'Why? It goes into the history.' : 'Why? (may be left out)'}
        ref={field}
        value={reason}
        maxLength={1_000}
        onChange={setReason}
      />
      <Problem of={step.error} />
      <div className={kill.actions}>
        <Button onClick={onDone} keyHint="Esc">
          Cancel
        </Button>
        <Button type="submit" tone="strong" disabled={lacksReason || isBlocked || step.isPending}>
          {lacksReason ? 'Say why first' : does}
        </Button>
      </div>
    </form>
  )
}
