import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { DialogForm } from '../../components/dialog-form'
import { Field, KeyField, TextField } from '../../components/field'
import { Reason, reasonOf } from '../../components/reason'
import { api } from '../../lib/api'
import { useIsProduction } from '../../lib/environments'
import { usePlace } from '../../lib/place'
import { useDraft } from '../../lib/use-draft'
import { idsOf } from './ids'

const empty = { key: '', name: '', ids: '', reason: '' }

/** A new segment; its page opens when it is made, where rules are added. */
export function NewSegmentForm({ onDone }: { onDone: () => void }) {
  const place = usePlace()
  const isProduction = useIsProduction()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { typed, change, forget } = useDraft(`segment ${place.project} ${place.environment}`, empty)
  const key = typed.key.trim()
  const create = useMutation({
    mutationFn: () => {
      const name = typed.name.trim() === '' ? key : typed.name.trim()
      const included = idsOf(typed.ids)
      return api.createSegment({
        params: place,
        body: { key, name, ...(included.length > 0 && { included }), ...reasonOf(typed.reason) },
      })
    },
    onSuccess: async () => {
      forget()
      await queries.invalidateQueries()
      onDone()
      await navigate({
        to: '/p/$project/$environment/segments/$segment',
        params: { ...place, segment: key },
      })
    },
  })
  return (
    <DialogForm
      title={`A new segment in ${place.environment}`}
      does={`Create ${key === '' ? 'the segment' : key}`}
      isDisabled={create.isPending || key === ''}
      problem={create.error}
      onSubmit={() => create.mutate()}
      onCancel={onDone}
    >
      <KeyField
        label="Key, as rules ask for it"
        value={typed.key}
        placeholder="beta-testers"
        onChange={(key) => change({ key })}
      />
      <TextField
        label="Name"
        value={typed.name}
        maxLength={200}
        placeholder={key}
        onChange={(name) => change({ name })}
      />
      <Field label="Who belongs: targeting keys, one a line. Rules come on its page.">
        <textarea
          rows={4}
          value={typed.ids}
          spellCheck={false}
          onChange={(event) => change({ ids: event.currentTarget.value })}
        />
      </Field>
      <Reason isAsked={isProduction} value={typed.reason} onChange={(reason) => change({ reason })} />
    </DialogForm>
  )
}
