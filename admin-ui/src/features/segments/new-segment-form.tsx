import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../../components/button'
import { Field, Problem, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { Reason, reasonOf } from '../../components/reason'
import { api } from '../../lib/api'
import { useIsProduction } from '../../lib/environments'
import { usePlace } from '../../lib/place'
import { useDraft } from '../../lib/use-draft'
import { useFocus } from '../../lib/use-focus'
import { idsOf } from './ids'

const empty = { key: '', name: '', ids: '', reason: '' }

/** A new segment; its page opens when it is made, where rules are added. */
export function NewSegmentForm({ onDone }: { onDone: () => void }) {
  const place = usePlace()
  const isProduction = useIsProduction()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const field = useFocus<HTMLInputElement>()
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
    <form
      onSubmit={(event) => {
        event.preventDefault()
        create.mutate()
      }}
    >
      <h2 className={form.title}>A new segment in {place.environment}</h2>
      <TextField
        label="Key, as rules ask for it"
        ref={field}
        value={typed.key}
        required
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
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
      <Problem of={create.error} />
      <div className={form.actions}>
        <Button onClick={onDone} keyHint="Esc">
          Cancel
        </Button>
        <Button type="submit" tone="strong" disabled={create.isPending || key === ''}>
          Create {key === '' ? 'the segment' : key}
        </Button>
      </div>
    </form>
  )
}
