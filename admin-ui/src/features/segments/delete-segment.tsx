import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { Problem } from '../../components/field'
import form from '../../components/form.module.css'
import { Reason, reasonOf } from '../../components/reason'
import { api } from '../../lib/api'
import { useIsProduction } from '../../lib/environments'
import { usePlace } from '../../lib/place'
import { flagsQuery, segmentsQuery } from '../../lib/queries'
import { Asking } from './asking'
import type { Segment } from './segment'
import { flagsThatUse, segmentsThatUse } from './uses'

export function DeleteSegment({ segment }: { segment: Segment }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Delete…</Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} label={`Delete ${segment.key}`}>
        <Confirm segment={segment} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

/** Who asks for it comes first: while somebody does, it stays. */
function Confirm({ segment: { key, revision }, onDone }: { segment: Segment; onDone: () => void }) {
  const place = usePlace()
  const isProduction = useIsProduction()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const flags = useQuery(flagsQuery(place.project)).data
  const segments = useQuery(segmentsQuery(place)).data
  const [reason, setReason] = useState('')
  const remove = useMutation({
    mutationFn: () =>
      api.deleteSegment({
        params: { ...place, segment: key },
        query: reasonOf(reason),
        ifMatch: revision,
      }),
    onSuccess: async () => {
      onDone()
      await navigate({ to: '/p/$project/$environment/segments', params: place })
      await queries.invalidateQueries()
    },
  })
  const byFlags = flagsThatUse(key, flags ?? [], place.environment)
  const bySegments = segmentsThatUse(key, segments ?? [])
  const isAskedFor = byFlags.length + bySegments.length > 0
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        remove.mutate()
      }}
    >
      <h2 className={form.title}>
        Delete {key} in {place.environment}?
      </h2>
      {isAskedFor ? (
        <>
          <p className={form.text}>It can’t be deleted while somebody asks for it:</p>
          <Asking flags={byFlags} segments={bySegments} onGo={onDone} />
        </>
      ) : (
        <>
          <p className={form.text}>
            Nobody asks for it here. Its key is never to be used again, and who was named in it is forgotten.
          </p>
          <Reason isAsked={isProduction} value={reason} onChange={setReason} />
        </>
      )}
      <Problem of={remove.error} />
      <div className={form.actions}>
        <Button onClick={onDone} keyHint="Esc">
          {isAskedFor ? 'Close' : 'Keep it'}
        </Button>
        {!isAskedFor && (
          <Button
            type="submit"
            tone="strong"
            disabled={
              remove.isPending ||
              flags === undefined ||
              segments === undefined ||
              (isProduction && reason.trim() === '')
            }
          >
            Delete {key} in {place.environment}
          </Button>
        )}
      </div>
    </form>
  )
}
