import { useQueryClient } from '@tanstack/react-query'
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
  const [problem, setProblem] = useState<unknown>()
  const revoke = async (): Promise<void> => {
    try {
      await onRevoke()
      await queries.invalidateQueries()
    } catch (error) {
      setProblem(error)
    }
  }
  if (problem !== undefined) return <Problem of={problem} />
  if (!isAsked)
    return (
      <Button onClick={() => setAsked(true)} aria-label={`${verb} ${name}…`}>
        {verb}
      </Button>
    )
  return (
    <>
      <Button onClick={() => setAsked(false)}>Keep</Button>{' '}
      <Button tone="strong" onClick={() => void revoke()}>
        {verb} {name} now
      </Button>
    </>
  )
}
