import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { DialogForm } from '../../components/dialog-form'
import form from '../../components/form.module.css'
import { Skeleton } from '../../components/panel'
import { Reason, reasonOf } from '../../components/reason'
import { api } from '../../lib/api'
import { useIsProduction } from '../../lib/environments'
import { plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagsQuery, promotionQuery } from '../../lib/queries'
import { useFocus } from '../../lib/use-focus'
import { mostEdits } from '../flags/bulk'
import type { Done } from '../flags/undo'
import { type Promotion, segmentWords, undoOf } from './compare'
import classes from './compare.module.css'
import { DifferenceLines } from './difference-lines'

interface FormParts {
  from: string
  to: string
  /** Undefined: all. */
  keys: readonly string[] | undefined
  onCancel: () => void
  onDone: (done: Done) => void
}

const mostShown = 100

/** The diff first, then one change that does what was shown, or nothing. */
export function PromoteForm({ from, to, keys, onCancel, onDone }: FormParts) {
  const { project } = usePlace()
  const isProduction = useIsProduction()
  const queries = useQueryClient()
  const field = useFocus<HTMLInputElement>()
  const [reason, setReason] = useState('')
  const { data: preview, error } = useQuery(promotionQuery(project, from, to, keys))
  const before = useQuery(flagsQuery(project)).data ?? []
  const flags = preview?.flags.length ?? 0
  const lacksReason = isProduction && reason.trim() === ''
  const promote = useMutation({
    mutationFn: (seen: Promotion) =>
      api.promoteFlags({
        params: { project },
        body: {
          from,
          to,
          ...(keys && { flags: [...keys] }),
          ...reasonOf(reason),
        },
        ifMatch: seen.revision,
      }),
    onSuccess: ({ revision, promotion }) =>
      onDone({
        said: `${plural(promotion.flags.length, 'flag')} ${promotion.flags.length === 1 ? 'is' : 'are'} set in ${to} as in ${from}`,
        revision,
        edits: promotion.flags.length > mostEdits ? [] : undoOf(before, promotion, revision),
      }),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <DialogForm
      title={`Promote ${keys?.length === 1 ? keys[0] : plural(flags, 'flag')} from ${from} to ${to}?`}
      does={lacksReason ? 'Say why first' : `Promote ${plural(flags, 'flag')} to ${to}`}
      isDisabled={promote.isPending || lacksReason || flags === 0}
      problem={promote.error ?? error}
      onSubmit={() => {
        if (preview !== undefined) promote.mutate(preview)
      }}
      onCancel={onCancel}
    >
      {preview === undefined ? (
        <Skeleton lines={4} />
      ) : (
        <>
          <Differences preview={preview} />
          {preview.segments.length > 0 && (
            <p className={form.text}>
              Segments that they need go along, and an undo leaves them:{' '}
              {preview.segments.map(segmentWords).join(', ')}.
            </p>
          )}
        </>
      )}
      <Reason isAsked={isProduction} value={reason} onChange={setReason} ref={field} />
    </DialogForm>
  )
}

function Differences({ preview }: { preview: Promotion }) {
  const { flags, to } = preview
  if (flags.length === 0) return <p className={form.text}>Nothing would change in {to}.</p>
  return (
    <div className={classes.flags}>
      {flags.slice(0, mostShown).map(({ flag, differences }) => (
        <section key={flag}>
          <h3>
            <code>{flag}</code>
          </h3>
          <DifferenceLines differences={differences} />
        </section>
      ))}
      {flags.length > mostShown && <p className={form.text}>and {flags.length - mostShown} more</p>}
    </div>
  )
}
