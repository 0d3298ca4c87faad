import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { DialogForm } from '../../components/dialog-form'
import { KeyField, Problem, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { Overtaken } from '../../components/overtaken'
import { Reason, reasonOf } from '../../components/reason'
import { api } from '../../lib/api'
import { useDraft } from '../../lib/use-draft'
import { useEdit } from '../../lib/use-edit'
import { firstEnvironments } from './first-environments'

const empty = { key: '', name: '', production: 'production', others: 'staging' }

/** A new project with its environments; its first one opens when it is made. */
export function NewProjectForm({ onDone }: { onDone: () => void }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { typed, change, forget } = useDraft('project', empty)
  const key = typed.key.trim()
  const environments = firstEnvironments(typed)
  const create = useMutation({
    mutationFn: () =>
      api.createProject({
        body: { key, name: typed.name.trim() === '' ? key : typed.name.trim(), environments },
      }),
    onSuccess: async () => {
      forget()
      await queries.invalidateQueries()
      onDone()
      const [first] = environments
      if (first !== undefined)
        await navigate({
          to: '/p/$project/$environment',
          params: { project: key, environment: first.key },
        })
    },
  })
  return (
    <DialogForm
      title="A new project"
      text="Flags, environments, keys and history of their own: a product, or a team."
      does={`Create ${key === '' ? 'the project' : key}`}
      isDisabled={create.isPending || key === '' || environments.length === 0}
      problem={create.error}
      onSubmit={() => create.mutate()}
      onCancel={onDone}
    >
      <KeyField
        label="Key, as addresses and programs name it"
        value={typed.key}
        placeholder="shop"
        onChange={(key) => change({ key })}
      />
      <TextField
        label="Name"
        value={typed.name}
        maxLength={200}
        placeholder={key}
        onChange={(name) => change({ name })}
      />
      <div className={form.pair}>
        <TextField
          label="Environment that is production"
          value={typed.production}
          spellCheck={false}
          placeholder="none yet"
          onChange={(production) => change({ production })}
        />
        <TextField
          label="Others, with commas between"
          value={typed.others}
          spellCheck={false}
          placeholder="none"
          onChange={(others) => change({ others })}
        />
      </div>
      {environments.length === 0 && <Problem of="Name at least one environment: flags stand in one." />}
    </DialogForm>
  )
}

interface Project {
  key: string
  name: string
  description: string
  revision: number
}

export function ProjectForm({
  project: { key, name, description, revision },
  onDone,
}: {
  project: Project
  onDone: () => void
}) {
  const queries = useQueryClient()
  const editing = useEdit(`project ${key}`, revision, { name, description })
  const { mine, change, patch, isTouched, ifMatch, overtaken, forget } = editing
  const [reason, setReason] = useState('')
  const save = useMutation({
    mutationFn: () =>
      api.updateProject({
        params: { project: key },
        body: { ...patch, ...reasonOf(reason) },
        ifMatch,
      }),
    onSuccess: () => {
      forget()
      onDone()
    },
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <DialogForm
      title={`Change the project ${key}`}
      does={`Save ${key}`}
      isDisabled={save.isPending || !isTouched || overtaken.length > 0}
      problem={save.error}
      onSubmit={() => save.mutate()}
      onCancel={() => {
        forget()
        onDone()
      }}
    >
      <TextField
        label="Name"
        value={mine.name}
        required
        maxLength={200}
        onChange={(name) => change({ name })}
      />
      <TextField
        label="What it is for"
        value={mine.description}
        onChange={(description) => change({ description })}
      />
      <Reason isAsked={false} value={reason} onChange={setReason} />
      <Overtaken editing={editing} />
    </DialogForm>
  )
}
