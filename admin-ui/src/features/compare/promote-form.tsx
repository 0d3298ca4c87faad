import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Problem, TextField } from '../../components/field'
import { Skeleton } from '../../components/panel'
import { api } from '../../lib/api'
import { useIsProduction } from '../../lib/environments'
import { plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagsQuery, promotionQuery } from '../../lib/queries'
import { useFocus } from '../../lib/use-focus'
import { mostEdits } from '../flags/bulk'
import type { Done } from '../flags/undo'
import kill from '../kills/kill.module.css'
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
          ...(reason.trim() !== '' && { reason: reason.trim() }),
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
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (preview !== undefined) promote.mutate(preview)
      }}
    >
      <h2 className={kill.title}>
        Promote {keys?.length === 1 ? keys[0] : plural(flags, 'flag')} from {from} to {to}?
      </h2>
      {preview === undefined ? (
        <Skeleton lines={4} />
      ) : (
        <>
          <Differences preview={preview} />
          {preview.segments.length > 0 && (
            <p className={kill.text}>
              Segments that they need go along, and an undo leaves them:{' '}
              {preview.segments.map(segmentWords).join(', ')}.
            </p>
          )}
        </>
      )}
      <TextField
        label={isProduction ? 'Why? It goes into the history.' : 'Why? May be left out.'}
        ref={field}
        value={reason}
        maxLength={1_000}
        onChange={setReason}
      />
      <Problem of={promote.error ?? error} />
      <div className={kill.actions}>
        <Button onClick={onCancel} keyHint="Esc">
          Cancel
        </Button>
        <Button type="submit" tone="strong" disabled={promote.isPending || lacksReason || flags === 0}>
          {lacksReason ? 'Say why first' : `Promote ${plural(flags, 'flag')} to ${to}`}
        </Button>
      </div>
    </form>
  )
}

function Differences({ preview }: { preview: Promotion }) {
  const { flags, to } = preview
  if (flags.length === 0) return <p className={kill.text}>Nothing would change in {to}.</p>
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
      {flags.length > mostShown && <p className={kill.text}>and {flags.length - mostShown} more</p>}
    </div>
  )
}
