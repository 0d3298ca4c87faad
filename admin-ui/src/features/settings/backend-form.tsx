import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { DialogForm } from '../../components/dialog-form'
import { Field, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { api } from '../../lib/api'
import { useFocus } from '../../lib/use-focus'
import { type CredentialType, credentialOf, credentialTypes } from './credential'

interface BackendFormParts {
  project: string
  /** The one that is changed; a new one where left out. */
  backend?: { key: string; url: string; auth: CredentialType }
  onDone: () => void
}

/** Where checks ask, and with which credential: a secret, so that nothing of it is kept in the tab. */
export function BackendForm({ project, backend, onDone }: BackendFormParts) {
  const queries = useQueryClient()
  const field = useFocus<HTMLInputElement>()
  const [key, setKey] = useState(backend?.key ?? '')
  const [url, setUrl] = useState(backend?.url ?? '')
  const [type, setType] = useState<CredentialType>(backend?.auth ?? 'none')
  const [name, setName] = useState('')
  const [secret, setSecret] = useState('')
  const save = useMutation({
    mutationFn: () =>
      api.putBackend({
        params: { project, backend: key.trim() },
        body: { url: url.trim(), credential: credentialOf(type, name, secret) },
      }),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries(),
  })
  const { asks } = credentialTypes[type]
  return (
    <DialogForm
      title={backend === undefined ? 'A place where checks ask' : `Change ${backend.key}`}
      text="Prometheus, Elasticsearch, an HTTP endpoint: checks name it by its key."
      does={`Save ${key.trim() === '' ? 'it' : key.trim()}`}
      isDisabled={save.isPending}
      problem={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onDone}
    >
      <div className={form.pair}>
        <TextField
          label="Key, as checks name it"
          ref={backend === undefined ? field : undefined}
          value={key}
          required
          readOnly={backend !== undefined}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          placeholder="prometheus"
          onChange={setKey}
        />
        <TextField
          label="URL"
          type="url"
          value={url}
          required
          placeholder="https://prometheus.shop.example"
          onChange={setUrl}
        />
      </div>
      <Field label="Credential">
        <select value={type} onChange={(event) => setType(event.currentTarget.value as CredentialType)}>
          {Object.entries(credentialTypes).map(([one, words]) => (
            <option key={one} value={one}>
              {words.name}
            </option>
          ))}
        </select>
      </Field>
      <div className={form.pair}>
        {asks.name !== undefined && (
          <TextField
            label={asks.name}
            value={name}
            required
            autoComplete="off"
            spellCheck={false}
            onChange={setName}
          />
        )}
        {asks.secret !== undefined && (
          <TextField
            label={asks.secret}
            type="password"
            value={secret}
            required
            autoComplete="new-password"
            onChange={setSecret}
          />
        )}
      </div>
      {backend !== undefined && backend.auth !== 'none' && (
        <p className={form.text}>The credential is never shown: give it again, or another.</p>
      )}
    </DialogForm>
  )
}
