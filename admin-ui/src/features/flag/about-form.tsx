import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Field, Problem, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { Reason, reasonOf } from '../../components/reason'
import table from '../../components/table.module.css'
import { ApiError, api, sentencesOf } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { flagQuery } from '../../lib/queries'
import { useKept } from '../../lib/use-kept'
import classes from './about.module.css'
import { type About, type AboutDraft, changesOf, draftOf, kinds, patchOf, rebasedOn } from './about-draft'
import type { Flag } from './flag'

interface Typed {
  /** The revision that the edit began from, and what it was then. */
  revision: number
  base: About
  draft: AboutDraft
}

/** Edits what a flag is, in every environment. What is typed stays in the tab until it is saved or left. */
export function AboutForm({ flag, onDone }: { flag: Flag; onDone: () => void }) {
  const { project } = usePlace()
  const queries = useQueryClient()
  const typed = useKept<Typed>(`about ${project} ${flag.key}`, isTyped, () => ({
    revision: flag.revision,
    base: flag,
    draft: draftOf(flag),
  }))
  const { revision, base, draft } = typed.value
  const [problems, setProblems] = useState<readonly string[]>([])
  const [isBusy, setBusy] = useState(false)
  const change = (part: Partial<AboutDraft>): void => {
    setProblems([])
    typed.set({ revision, base: aboutOf(base), draft: { ...draft, ...part } })
  }
  const patch = patchOf(base, draft)
  const changes = changesOf(base, patch)
  const leave = (): void => {
    typed.forget()
    onDone()
  }

  async function save(): Promise<void> {
    setBusy(true)
    setProblems([])
    try {
      const body = { ...patch, ...reasonOf(draft.reason) }
      await api.updateFlag({ params: { project, flag: flag.key }, body, ifMatch: revision })
      await queries.invalidateQueries()
      leave()
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) await takeTheirs().catch(refuse)
      else refuse(error)
      setBusy(false)
    }
  }

  function refuse(error: unknown): void {
    setProblems(sentencesOf(error, (path) => path.replace(/^\//, '')))
  }

  /** Somebody else was first: theirs is taken, and mine is put on top of it, to be looked at again. */
  async function takeTheirs(): Promise<void> {
    const theirs = await queries.fetchQuery({ ...flagQuery(project, flag.key), staleTime: 0 })
    const both = changesOf(base, patchOf(base, draftOf(theirs))).map(
      ({ field, from, to }) => `${field} from ${from} to ${to}`,
    )
    typed.set({ revision: theirs.revision, base: aboutOf(theirs), draft: rebasedOn(base, draft, theirs) })
    setProblems([
      `Somebody else was first${both.length === 0 ? '' : `, and changed ${both.join(', ')}`}. Yours stands on top of it: look at it again, and save.`,
    ])
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (changes.length > 0 && !isBusy) void save()
      }}
    >
      <h2 className={form.title}>What {flag.key} is, in every environment</h2>
      <TextField label="Name" value={draft.name} data-autofocus onChange={(name) => change({ name })} />
      <Field label="What it is for">
        <textarea
          rows={3}
          className={classes.prose}
          value={draft.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
      </Field>
      <div className={classes.pair}>
        <Field label="Kind">
          <select
            value={draft.kind}
            onChange={({ currentTarget: { value } }) =>
              change({ kind: kinds.find((one) => one === value) ?? draft.kind })
            }
          >
            {kinds.map((kind) => (
              <option key={kind}>{kind}</option>
            ))}
          </select>
        </Field>
        <TextField label="Owner" value={draft.owner} onChange={(owner) => change({ owner })} />
      </div>
      <TextField
        label="Tags, with commas between them"
        value={draft.tags}
        spellCheck={false}
        onChange={(tags) => change({ tags })}
      />
      <div className={classes.pair}>
        <Field label="Meant to stay">
          <select
            value={draft.isPermanent ? 'good' : 'while'}
            onChange={({ currentTarget: { value } }) => change({ isPermanent: value === 'good' })}
          >
            <option value="while">for a while</option>
            <option value="good">for good</option>
          </select>
        </Field>
        {!draft.isPermanent && (
          <TextField
            label="Should be gone by, where that is known"
            type="date"
            value={draft.end}
            onChange={(end) => change({ end })}
          />
        )}
      </div>
      {changes.length > 0 && (
        <table className={`${table.table} ${classes.changes}`} aria-label="What changes">
          <tbody>
            {changes.map(({ field, from, to }) => (
              <tr key={field}>
                <th scope="row">{field}</th>
                <td>
                  <del>{from}</del> → <ins>{to}</ins>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Reason isAsked={false} value={draft.reason} onChange={(reason) => change({ reason })} />
      <Problem of={problems} />
      <div className={form.actions}>
        <Button onClick={leave}>Leave without saving</Button>
        <Button type="submit" tone="strong" disabled={changes.length === 0 || isBusy}>
          Save {flag.key}
        </Button>
      </div>
    </form>
  )
}

function isTyped(value: unknown): value is Typed {
  const { revision, base, draft } = (value ?? {}) as Partial<Typed>
  return typeof revision === 'number' && Array.isArray(base?.tags) && typeof draft?.tags === 'string'
}

/** Without what an answer adds: it is kept in the tab. */
function aboutOf({ name, description, kind, owner, tags, lifetime }: About): About {
  return { name, description, kind, owner, tags, lifetime }
}
