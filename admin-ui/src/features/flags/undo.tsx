import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../../components/button'
import { Problem } from '../../components/field'
import { api } from '../../lib/api'
import { usePlace } from '../../lib/place'
import type { Edit } from './bulk'
import classes from './bulk.module.css'

/** What was done, and what takes it back; none where it can't be. */
export interface Done {
  said: string
  /** What the change was. */
  revision: number
  edits: Edit[]
}

/** Says what was done and takes it back in one change, unless somebody has changed it meanwhile. */
export function UndoBar({ done, onGone }: { done: Done; onGone: () => void }) {
  const { project } = usePlace()
  const queries = useQueryClient()
  const undo = useMutation({
    mutationFn: () =>
      api.changeFlags({
        params: { project },
        body: { edits: done.edits, reason: `undo of revision ${done.revision}` },
      }),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <div className={classes.bar} role="status" aria-label="What was done">
      <span className={classes.said}>{undo.isSuccess ? 'It is as it was before.' : `${done.said}.`}</span>
      {undo.error !== null && <Problem of={undo.error} />}
      {done.edits.length > 0 && !undo.isSuccess && undo.error === null && (
        <Button onClick={() => undo.mutate()} disabled={undo.isPending}>
          Undo
        </Button>
      )}
      <Button onClick={onGone}>Close</Button>
    </div>
  )
}
