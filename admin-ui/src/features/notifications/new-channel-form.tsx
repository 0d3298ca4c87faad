import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Command } from '../../components/copy'
import { DialogForm } from '../../components/dialog-form'
import { Field, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { api } from '../../lib/api'
import { useEnvironments } from '../../lib/environments'
import { useFocus } from '../../lib/use-focus'
import { filterOf, usualNews } from './channel'
import { type Chosen, FilterFields } from './filter-fields'
import { type ChannelType, channelTypes, targetOf } from './target'

/** A new channel. Where it leads may be a secret, so that nothing of this is kept in the tab. */
export function NewChannelForm({ project, onDone }: { project: string; onDone: () => void }) {
  const queries = useQueryClient()
  const environments = useEnvironments()
  const field = useFocus<HTMLInputElement>()
  const [name, setName] = useState('')
  const [type, setType] = useState<ChannelType>('webhook')
  const [to, setTo] = useState('')
  const [chosen, setChosen] = useState<Chosen>({ events: usualNews, environments: [], releases: '' })
  const create = useMutation({
    mutationFn: () =>
      api.createChannel({
        params: { project },
        body: { name: name.trim(), target: targetOf(type, to), filter: filterOf(chosen) },
      }),
    onSuccess: async (made) => {
      await queries.invalidateQueries()
      if (made.secret === null) onDone()
    },
  })
  if (create.data !== undefined && create.data.secret !== null)
    return <ShownOnce name={create.data.name} secret={create.data.secret} onDone={onDone} />
  const { asks, example } = channelTypes[type]
  return (
    <DialogForm
      title="A new channel"
      does={`Create ${name.trim() === '' ? 'the channel' : name.trim()}`}
      isDisabled={create.isPending}
      problem={create.error}
      onSubmit={() => create.mutate()}
      onCancel={onDone}
    >
      <div className={form.pair}>
        <TextField
          label="Name"
          ref={field}
          value={name}
          required
          maxLength={200}
          placeholder="on call"
          autoComplete="off"
          onChange={setName}
        />
        <Field label="Kind">
          <select value={type} onChange={(event) => setType(event.currentTarget.value as ChannelType)}>
            {Object.entries(channelTypes).map(([one, words]) => (
              <option key={one} value={one}>
                {words.name}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <TextField
        label={asks}
        value={to}
        required
        placeholder={example}
        spellCheck={false}
        autoComplete="off"
        onChange={setTo}
      />
      <FilterFields
        chosen={chosen}
        all={environments}
        onChange={(part) => setChosen({ ...chosen, ...part })}
      />
    </DialogForm>
  )
}

function ShownOnce({ name, secret, onDone }: { name: string; secret: string; onDone: () => void }) {
  return (
    <section aria-label="The new channel">
      <h2 className={form.title}>{name} is told from now on</h2>
      <p className={form.text}>
        By this secret its receiver can tell that it was Ripcord (Standard Webhooks:{' '}
        <code>webhook-signature</code>). It is shown this once:
      </p>
      <Command text={secret} />
      <div className={form.actions}>
        <Button tone="strong" onClick={onDone}>
          It is kept
        </Button>
      </div>
    </section>
  )
}
