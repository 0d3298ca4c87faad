import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { DialogForm } from '../../components/dialog-form'
import { Problem, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { Reason, reasonOf } from '../../components/reason'
import { ApiError, api } from '../../lib/api'
import { useIsProduction } from '../../lib/environments'
import { count } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagsQuery } from '../../lib/queries'
import { useFocus } from '../../lib/use-focus'
import { type Action, doneOf, mostEdits, planOf, titleOf } from './bulk'
import { BulkPreview } from './bulk-preview'
import type { Flag } from './find-flags'
import type { Done } from './undo'

interface FormParts {
  action: Action
  flags: readonly Flag[]
  onCancel: () => void
  onDone: (done: Done) => void
}

/** One preview of all that changes, then one change. What is looked at stays as it was when it was opened. */
export function BulkForm({ action: asked, flags, onCancel, onDone }: FormParts) {
  const place = usePlace()
  const isProduction = useIsProduction()
  const queries = useQueryClient()
  const field = useFocus<HTMLInputElement>()
  const [action, setAction] = useState(asked)
  const [seen, setSeen] = useState(flags)
  const [reason, setReason] = useState('')
  const plan = planOf(trimmed(action), seen, place.environment)
  const changing = plan.rows.length
  const save = useMutation({
    mutationFn: () =>
      api.changeFlags({
        params: { project: place.project },
        body: { edits: plan.edits, ...reasonOf(reason) },
      }),
    onSuccess: ({ revision }) =>
      onDone({
        said: doneOf(trimmed(action), changing, place.environment),
        revision,
        edits: plan.undo(revision),
      }),
    async onSettled() {
      await queries.invalidateQueries()
      // Where somebody was first, what stands now is looked at again.
      const now = queries.getQueryData(flagsQuery(place.project).queryKey)
      const keys = new Set(seen.map(({ key }) => key))
      if (now !== undefined) setSeen(now.filter(({ key }) => keys.has(key)))
    },
  })
  const asksWhy = isProduction && (action.type === 'turn' || action.type === 'archive')
  const lacksReason = asksWhy && reason.trim() === ''
  const isUsed = save.error instanceof ApiError && save.error.problem.code === 'recently-evaluated'
  const isEmpty = action.type === 'tag' && action.tag.trim() === ''
  return (
    <DialogForm
      title={`${titleOf(action, seen.length, place.environment)}?`}
      does={lacksReason ? 'Say why first' : titleOf(action, changing, place.environment)}
      isDisabled={save.isPending || changing === 0 || changing > mostEdits || lacksReason || isEmpty}
      problem={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onCancel}
    >
      {action.type === 'tag' && (
        <TextField
          label="Tag"
          ref={field}
          value={action.tag}
          maxLength={150}
          autoComplete="off"
          onChange={(typed) => setAction({ type: 'tag', tag: typed })}
        />
      )}
      {action.type === 'owner' && (
        <TextField
          label="Owner, a person or a team; empty for nobody"
          ref={field}
          value={action.owner}
          maxLength={200}
          autoComplete="off"
          onChange={(typed) => setAction({ type: 'owner', owner: typed })}
        />
      )}
      {action.type === 'archive' && (
        <p className={form.text}>
          SDKs no longer get what is archived, in any environment: code that still asks serves its own
          default.
        </p>
      )}
      {!isEmpty && <BulkPreview plan={plan} now={headOf(action)} />}
      <Reason
        isAsked={asksWhy}
        value={reason}
        onChange={setReason}
        ref={action.type === 'turn' || action.type === 'archive' ? field : undefined}
      />
      {action.type === 'archive' && (isUsed || action.force) && (
        <label className={form.text}>
          <input
            type="checkbox"
            checked={action.force}
            onChange={(event) => setAction({ type: 'archive', force: event.currentTarget.checked })}
          />{' '}
          Archive what was evaluated in the last 7 days as well
        </label>
      )}
      {changing > mostEdits && (
        <Problem of={`One change takes ${count(mostEdits)} flags at most: select fewer.`} />
      )}
    </DialogForm>
  )
}

function headOf({ type }: Action): readonly [before: string, after: string] {
  if (type === 'turn') return ['serves now', 'will serve']
  if (type === 'tag') return ['tags now', 'tags then']
  return type === 'owner' ? ['owner now', 'owner then'] : ['now', 'then']
}

function trimmed(action: Action): Action {
  if (action.type === 'tag') return { ...action, tag: action.tag.trim() }
  return action.type === 'owner' ? { ...action, owner: action.owner.trim() } : action
}
