import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button'
import { DialogForm } from '../../components/dialog-form'
import { Field, Problem, TextField } from '../../components/field'
import { ApiError, api, sentenceOf } from '../../lib/api'
import { useEnvironments } from '../../lib/environments'
import { usePlace } from '../../lib/place'
import { useFocus } from '../../lib/use-focus'
import { type Draft, firstVariants, newFlagOf, types } from './new-flag'
import classes from './new-flag.module.css'

type Problems = Readonly<Record<string, string>>

/** A new flag, off everywhere; its page opens when it is made. */
export function NewFlagForm({ onDone }: { onDone: () => void }) {
  const place = usePlace()
  const environments = useEnvironments()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const field = useFocus<HTMLInputElement>()
  const [draft, setDraft] = useState<Draft>({
    key: '',
    description: '',
    type: 'boolean',
    variants: firstVariants.boolean,
  })
  const [problems, setProblems] = useState<Problems>({})
  const [isBusy, setBusy] = useState(false)
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part })
  const variant = (index: number, part: Partial<Draft['variants'][number]>): void =>
    change({ variants: draft.variants.map((one, i) => (i === index ? { ...one, ...part } : one)) })

  async function create(): Promise<void> {
    const { body, problems: found } = newFlagOf(draft, environments)
    setProblems(found ?? {})
    if (body === undefined) return
    setBusy(true)
    try {
      await api.createFlag({ params: { project: place.project }, body })
      await queries.invalidateQueries()
      onDone()
      await navigate({ to: '/p/$project/$environment/flags/$flag', params: { ...place, flag: body.key } })
    } catch (error) {
      setProblems(problemsOf(error))
      setBusy(false)
    }
  }

  return (
    <DialogForm
      title="A new flag"
      does={`Create ${draft.key.trim() === '' ? 'the flag' : draft.key.trim()}`}
      isDisabled={isBusy}
      problem={problems['']}
      onSubmit={() => void create()}
      onCancel={onDone}
    >
      <TextField
        label="Key, as code asks for it"
        ref={field}
        value={draft.key}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        placeholder="new-checkout"
        aria-invalid={problems['/key'] !== undefined}
        onChange={(key) => change({ key })}
      />
      <Problem of={problems['/key']} />
      <TextField
        label="What it is for"
        value={draft.description}
        onChange={(description) => change({ description })}
      />
      <Problem of={problems['/description']} />
      <Field label="Type">
        <select
          value={draft.type}
          onChange={({ currentTarget: { value } }) => {
            const type = types.find((one) => one === value) ?? 'boolean'
            change({ type, variants: firstVariants[type] })
          }}
        >
          {types.map((type) => (
            <option key={type}>{type}</option>
          ))}
        </select>
      </Field>
      <fieldset className={classes.variants}>
        <legend>Variants: the first is served once it is on, the last while it is off</legend>
        {draft.variants.map((one, index) => (
          // variants have no names but those that are being typed.
          <div key={index}>
            <div className={classes.variant}>
              <input
                aria-label={`Name of variant ${index + 1}`}
                value={one.name}
                onChange={(event) => variant(index, { name: event.currentTarget.value })}
              />
              <input
                aria-label={`Value of variant ${index + 1}`}
                value={one.value}
                readOnly={draft.type === 'boolean'}
                onChange={(event) => variant(index, { value: event.currentTarget.value })}
              />
            </div>
            <Problem of={problems[`/variants/${index}`]} />
          </div>
        ))}
        {draft.type !== 'boolean' && (
          <Button
            onClick={() =>
              change({
                variants: draft.variants.toSpliced(-1, 0, {
                  name: `variant-${draft.variants.length}`,
                  value: '',
                }),
              })
            }
          >
            Another variant
          </Button>
        )}
      </fieldset>
    </DialogForm>
  )
}

/** By field, as far as the form has them; whatever else stands under the empty name. */
function problemsOf(error: unknown): Problems {
  const fields = error instanceof ApiError ? (error.problem.errors ?? []) : []
  const found = Object.fromEntries(fields.map(({ path, message }) => [path, message]))
  return Object.keys(found).some((path) => path === '/key' || path === '/description')
    ? found
    : { '': sentenceOf(error) }
}
