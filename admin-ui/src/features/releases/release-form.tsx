import { Button } from '../../components/button'
import { CopyButton } from '../../components/copy'
import { Problem, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { Panel } from '../../components/panel'
import { usePlace } from '../../lib/place'
import { FormChecks } from './form-checks'
import { FormFlags } from './form-flags'
import { FormServices } from './form-services'
import { FormStages } from './form-stages'
import { type Draft, fileOf, keyFor } from './new-release'
import { inEnvironment } from './release-file'
import classes from './release-form.module.css'
import page from './release-page.module.css'
import { yamlOf } from './yaml'

interface ReleaseFormParts {
  draft: Draft
  isNew: boolean
  problems: readonly string[]
  isSaving: boolean
  onChange: (draft: Draft) => void
  onSave: (draft: Draft) => void
  onCancel: () => void
}

/** What goes out, to whom, how fast, and who watches; beside it the file that says the same. */
export function ReleaseForm({
  draft,
  isNew,
  problems,
  isSaving,
  onChange,
  onSave,
  onCancel,
}: ReleaseFormParts) {
  const { environment } = usePlace()
  const [first = { name: '', version: '' }] = draft.services
  const key = draft.key === '' ? keyFor(first) : draft.key
  const named = { ...draft, key }
  const change = (part: Partial<Draft>): void => onChange({ ...draft, ...part })
  return (
    <form
      className={classes.columns}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!isSaving) onSave(named)
      }}
    >
      <div className={page.column}>
        <Panel title="What goes out" aside="services and their builds">
          <FormServices draft={draft} onChange={change} />
          {isNew && (
            <TextField label="Key" value={key} spellCheck={false} onChange={(key) => change({ key })} />
          )}
        </Panel>
        <Panel title="Flags" aside={`and what they serve then in ${environment}`}>
          <FormFlags draft={draft} onChange={change} />
        </Panel>
        <Panel title="Stages" aside="how many get it, and for how long it must be well">
          <FormStages draft={draft} onChange={change} />
        </Panel>
        <Panel title="Checks" aside="each must pass to advance, one failing kills">
          <FormChecks draft={named} onChange={change} />
        </Panel>
      </div>
      <div className={classes.side}>
        <File draft={named} />
        <Problem of={problems} />
        <div className={form.actions}>
          <Button onClick={onCancel}>Cancel</Button>
          <Button type="submit" tone="strong" disabled={isSaving}>
            {isNew ? 'Create' : 'Save'} {key === '' ? 'the release' : key}
          </Button>
        </div>
      </div>
    </form>
  )
}

/** What is typed as the file of it, as it grows. */
function File({ draft }: { draft: Draft }) {
  const { file, problems = [] } = fileOf(draft)
  const { environment } = usePlace()
  const text = file === undefined ? '' : yamlOf(inEnvironment(file, environment))
  return (
    <Panel title="As a file" aside={text !== '' && <CopyButton text={text}>copy ripcord.yaml</CopyButton>}>
      {text === '' ? (
        problems.map((problem) => (
          <p key={problem} className={page.build}>
            {problem}
          </p>
        ))
      ) : (
        <pre className={page.file} tabIndex={0} aria-label="ripcord.yaml">
          {text}
        </pre>
      )}
    </Panel>
  )
}
