import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { CopyButton } from '../../components/copy'
import { Problem } from '../../components/field'
import { api } from '../../lib/api'
import type { Place } from '../../lib/place'
import keys from '../keys/keys.module.css'
import { type Door, howTo, type Kind, senders, tryIt } from './how-to'

interface Form {
  kind: Kind
  sender: string
  name: string
  releases: string
  topic: string
}

/** Makes a source, and shows once what to paste into its sender. */
export function NewSource({ place }: { place: Place }) {
  const queries = useQueryClient()
  const [form, setForm] = useState<Form>({
    kind: 'alerts',
    sender: 'alertmanager',
    name: '',
    releases: '',
    topic: '',
  })
  const [door, setDoor] = useState<Door>()
  const change = (part: Partial<Form>): void => setForm((before) => ({ ...before, ...part }))
  const create = useMutation({
    mutationFn: ({ kind, sender, name, releases, topic }: Form) =>
      api.createSource({
        params: place,
        body: {
          kind,
          sender,
          name: name.trim(),
          scope: { releases: releases.trim() === '' ? null : releases.trim() },
          ...(topic.trim() !== '' && { allowedTopics: [topic.trim()] }),
        },
      }),
    onSuccess({ auth, path, secret }, { sender }) {
      const token = auth === 'url-token' ? `/${secret}` : ''
      setDoor({ sender, auth, address: location.origin + path + token, secret })
      change({ name: '' })
      void queries.invalidateQueries({ queryKey: ['sources'] })
    },
  })

  return (
    <>
      <form
        className={keys.form}
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate(form)
        }}
      >
        <label>
          Delivers
          <select
            value={form.kind}
            onChange={({ currentTarget: { value } }) => {
              const kind = value === 'deployments' ? 'deployments' : 'alerts'
              change({ kind, sender: senders[kind][0] })
            }}
          >
            {(Object.keys(senders) as Kind[]).map((kind) => (
              <option key={kind}>{kind}</option>
            ))}
          </select>
        </label>
        <label>
          Sender
          <select value={form.sender} onChange={(event) => change({ sender: event.currentTarget.value })}>
            {senders[form.kind].map((sender) => (
              <option key={sender}>{sender}</option>
            ))}
          </select>
        </label>
        <label>
          Name
          <input
            value={form.name}
            required
            maxLength={200}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        </label>
        <label>
          Only releases that begin so
          <input
            value={form.releases}
            placeholder="all"
            onChange={(event) => change({ releases: event.currentTarget.value })}
          />
        </label>
        {form.sender === 'cloudwatch' && (
          <label>
            Topic that may subscribe (ARN)
            <input
              value={form.topic}
              required
              onChange={(event) => change({ topic: event.currentTarget.value })}
            />
          </label>
        )}
        <Button type="submit" tone="strong" disabled={create.isPending}>
          Create source
        </Button>
      </form>
      <Problem of={create.error} />
      {door !== undefined && <ShownOnce door={door} />}
    </>
  )
}

function ShownOnce({ door }: { door: Door }) {
  const text = howTo(door)
  const command = tryIt(door)
  return (
    <section aria-label="The new source">
      <p>To be pasted into {door.sender}. The credential in it is shown this once:</p>
      <pre className={keys.code} tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text}>copy</CopyButton>{' '}
      {command !== undefined && <CopyButton text={command}>copy a curl that tries it</CopyButton>}
    </section>
  )
}
