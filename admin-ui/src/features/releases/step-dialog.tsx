import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { DialogForm } from '../../components/dialog-form'
import { Reason } from '../../components/reason'
import { useIsProduction } from '../../lib/environments'
import { useFocus } from '../../lib/use-focus'

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
    <DialogForm
      title={title}
      does={lacksReason ? 'Say why first' : does}
      isDisabled={lacksReason || isBlocked || step.isPending}
      problem={step.error}
      onSubmit={() => step.mutate()}
      onCancel={onDone}
    >
      {children}
      <Reason isAsked={isAsked} value={reason} onChange={setReason} ref={field} />
    </DialogForm>
  )
}
