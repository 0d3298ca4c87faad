import type { AnswerOf, operations } from '@ripcord/api'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Choice } from '../../components/choice'
import { DialogForm } from '../../components/dialog-form'
import { KeyField, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { Overtaken } from '../../components/overtaken'
import { Reason, reasonOf } from '../../components/reason'
import { api } from '../../lib/api'
import { useDraft } from '../../lib/use-draft'
import { useEdit } from '../../lib/use-edit'
import { productionMeans } from './words'

export type Environment = AnswerOf<typeof operations.getEnvironment>

const empty = { key: '', name: '', description: '', production: false, reason: '' }

export function NewEnvironmentForm({ project, onDone }: { project: string; onDone: () => void }) {
  const queries = useQueryClient()
  const { typed, change, forget } = useDraft(`environment ${project}`, empty)
  const key = typed.key.trim()
  const create = useMutation({
    mutationFn: () => {
      const { name, description, production, reason } = typed
      return api.createEnvironment({
        params: { project },
        body: {
          key,
          name: name.trim() === '' ? key : name.trim(),
          description: description.trim(),
          production,
          ...reasonOf(reason),
        },
      })
    },
    onSuccess: async () => {
      forget()
      await queries.invalidateQueries()
      onDone()
    },
  })
  return (
    <DialogForm
      title={`A new environment of ${project}`}
      text="Every flag is in it at once, and off. A key opens it to services."
      does={`Create ${key === '' ? 'the environment' : key}`}
      isDisabled={create.isPending || key === '' || (typed.production && typed.reason.trim() === '')}
      problem={create.error}
      onSubmit={() => create.mutate()}
      onCancel={onDone}
    >
      <KeyField
        label="Key, as addresses and programs name it"
        value={typed.key}
        placeholder="staging"
        onChange={(key) => change({ key })}
      />
      <TextField
        label="Name"
        value={typed.name}
        maxLength={200}
        placeholder={key}
        onChange={(name) => change({ name })}
      />
      <TextField
        label="What it is for"
        value={typed.description}
        onChange={(description) => change({ description })}
      />
      <Production isOn={typed.production} onChange={(production) => change({ production })} />
      <Reason isAsked={typed.production} value={typed.reason} onChange={(reason) => change({ reason })} />
    </DialogForm>
  )
}

export function EnvironmentForm({
  project,
  environment,
  onDone,
}: {
  project: string
  environment: Environment
  onDone: () => void
}) {
  const queries = useQueryClient()
  const { key, name, description, production, revision } = environment
  const editing = useEdit(`environment ${project} ${key}`, revision, { name, description, production })
  const { mine, change, patch, isTouched, ifMatch, overtaken, forget } = editing
  const [reason, setReason] = useState('')
  const isAsked = production || mine.production
  const save = useMutation({
    mutationFn: () =>
      api.updateEnvironment({
        params: { project, environment: key },
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
      title={`Change ${key}`}
      text="Its key stays: programs, keys and addresses name it."
      does={`Save ${key}`}
      isDisabled={save.isPending || !isTouched || overtaken.length > 0 || (isAsked && reason.trim() === '')}
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
      <Production isOn={mine.production} onChange={(on) => change({ production: on })} />
      {production && !mine.production && (
        <p className={form.problem}>
          {key} would be like any other: a kill takes one click, and nothing there asks why.
        </p>
      )}
      <Reason isAsked={isAsked} value={reason} onChange={setReason} />
      <Overtaken editing={editing} />
    </DialogForm>
  )
}

function Production({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <div className={form.note}>
      <Choice checked={isOn} onChange={onChange}>
        <b>Production</b>: what happens there happens to people
      </Choice>
      <ul style={{ margin: 0, paddingLeft: 22 }}>
        {productionMeans.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  )
}
