import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Choice } from '../../components/choice'
import { Problem, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { Revoke } from '../../components/revoke'
import { api } from '../../lib/api'
import { useEnvironments } from '../../lib/environments'
import { type Channel, filterOf, usualNews } from './channel'
import { type Chosen, FilterFields } from './filter-fields'
import { channelTypes, targetOf } from './target'

/** What a channel is told, and where it leads. */
export function ChannelForm({
  project,
  channel,
  onDone,
}: {
  project: string
  channel: Channel
  onDone: () => void
}) {
  const queries = useQueryClient()
  const environments = useEnvironments()
  const params = { project, channel: channel.id }
  const { filter, type } = channel
  const [name, setName] = useState(channel.name)
  const [enabled, setEnabled] = useState(channel.enabled)
  const [to, setTo] = useState('')
  const [chosen, setChosen] = useState<Chosen>({
    events: filter.events ?? usualNews,
    environments: filter.environments ?? [],
    releases: filter.releases ?? '',
  })
  const save = useMutation({
    mutationFn: () =>
      api.updateChannel({
        params,
        body: {
          name: name.trim(),
          filter: filterOf(chosen),
          enabled,
          ...(to.trim() !== '' && { target: targetOf(type, to) }),
        },
      }),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <h2 className={form.title}>Change {channel.name}</h2>
      {channel.disabledBecause !== null && (
        <p className={form.problem}>Ripcord has turned it off: {channel.disabledBecause}</p>
      )}
      <TextField label="Name" value={name} required maxLength={200} onChange={setName} />
      <TextField
        label={`${channelTypes[type].asks}. Left empty it stays: ${channel.to}`}
        value={to}
        spellCheck={false}
        autoComplete="off"
        onChange={setTo}
      />
      <FilterFields
        chosen={chosen}
        all={environments}
        onChange={(part) => setChosen({ ...chosen, ...part })}
      />
      <p>
        <Choice checked={enabled} onChange={setEnabled}>
          It is told. While it is not, what would have been told is given up; it can be sent again.
        </Choice>
      </p>
      <Problem of={save.error} />
      <div className={form.actions}>
        <span style={{ marginRight: 'auto' }}>
          <Revoke verb="Delete" name={channel.name} onRevoke={() => api.deleteChannel({ params })} />
        </span>
        <Button onClick={onDone} keyHint="Esc">
          Cancel
        </Button>
        <Button type="submit" tone="strong" disabled={save.isPending}>
          Save {channel.name}
        </Button>
      </div>
    </form>
  )
}
