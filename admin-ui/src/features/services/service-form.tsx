import type { AnswerOf, operations } from '@ripcord/api'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { DialogForm } from '../../components/dialog-form'
import { Field, Problem, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { Overtaken } from '../../components/overtaken'
import { Reason, reasonOf } from '../../components/reason'
import { api } from '../../lib/api'
import { compactJson } from '../../lib/compact-json'
import { useEdit } from '../../lib/use-edit'
import { readChecks } from './checks-text'
import { labelsText, readLabels } from './labels-text'

export type Service = AnswerOf<typeof operations.getService>
type Checks = Service['checks']

const example = compactJson([
  { id: 'errors', type: 'sdk-outcomes' },
  { id: 'alerts', type: 'alert', match: ['release="$release"'] },
])

/** Who owns a service, and what a release of it watches where it says nothing itself. */
export function ServiceForm({
  project,
  service,
  onDone,
}: {
  project: string
  service: Service
  onDone: () => void
}) {
  const queries = useQueryClient()
  const { name, owner, runbook, alertLabels, checks, revision } = service
  const editing = useEdit(`service ${project} ${name}`, revision, {
    owner,
    runbook: runbook ?? '',
    alertLabels: labelsText(alertLabels),
    checks: checks.length === 0 ? '' : compactJson(checks),
  })
  const { mine, change, patch, isTouched, ifMatch, overtaken, forget } = editing
  const [reason, setReason] = useState('')
  const labels = readLabels(mine.alertLabels)
  const read = readChecks(mine.checks)
  const save = useMutation({
    mutationFn: () =>
      api.updateService({
        params: { project, service: name },
        body: {
          ...(patch.owner !== undefined && { owner: patch.owner.trim() }),
          ...(patch.runbook !== undefined && { runbook: patch.runbook.trim() || null }),
          ...(patch.alertLabels !== undefined && { alertLabels: labels.labels ?? {} }),
          ...(patch.checks !== undefined && { checks: read.checks as Checks }),
          ...reasonOf(reason),
        },
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
      title={name}
      does={`Save ${name}`}
      isDisabled={
        save.isPending ||
        !isTouched ||
        overtaken.length > 0 ||
        labels.problem !== undefined ||
        read.problem !== undefined
      }
      problem={save.error}
      onSubmit={() => save.mutate()}
      onCancel={() => {
        forget()
        onDone()
      }}
    >
      <div className={form.pair}>
        <TextField
          label="Owner: a person or a team"
          value={mine.owner}
          maxLength={200}
          onChange={(owner) => change({ owner })}
        />
        <TextField
          label="Where its runbook is"
          type="url"
          value={mine.runbook}
          placeholder="https://"
          onChange={(runbook) => change({ runbook })}
        />
      </div>
      <Field label="Labels by which an alert is known to be about it: name=value, one a line">
        <textarea
          rows={2}
          value={mine.alertLabels}
          spellCheck={false}
          placeholder={`service=${name}`}
          aria-invalid={labels.problem !== undefined}
          onChange={(event) => change({ alertLabels: event.currentTarget.value })}
        />
      </Field>
      <Problem of={labels.problem} />
      <Field label="Checks of a release of it that names none of its own: JSON">
        <textarea
          rows={Math.min(22, Math.max(4, mine.checks.split('\n').length + 1))}
          value={mine.checks}
          spellCheck={false}
          placeholder="[]"
          aria-invalid={read.problem !== undefined}
          onChange={(event) => change({ checks: event.currentTarget.value })}
        />
      </Field>
      <Problem of={read.problem} />
      {mine.checks.trim() === '' && (
        <p>
          <Button onClick={() => change({ checks: example })}>Begin with an example</Button>
        </p>
      )}
      <Reason isAsked={false} value={reason} onChange={setReason} />
      <Overtaken editing={editing} />
    </DialogForm>
  )
}
