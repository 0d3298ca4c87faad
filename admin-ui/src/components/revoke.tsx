import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from './button'
import { Problem } from './field'

/** Asked twice: what uses it is cut off at once. */
export function Revoke({
  name,
  onRevoke,
  verb = 'Revoke',
}: {
  name: string
  onRevoke: () => Promise<unknown>
  verb?: string
}) {
  const queries = useQueryClient()
  const [isAsked, setAsked] = useState(false)
  const revoke = useMutation({
    mutationFn: onRevoke,
    onSuccess: () => queries.invalidateQueries(),
  })
  if (!isAsked)
    return (
      <Button onClick={() => setAsked(true)} aria-label={`${verb} ${name}…`}>
        {verb}
      </Button>
    )
  return (
    <>
      <Problem of={revoke.error} />
      <Button onClick={() => setAsked(false)}>Keep</Button>{' '}
      <Button tone="strong" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
        {verb} {name} now
      </Button>
    </>
  )
}
