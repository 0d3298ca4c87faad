import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Button } from '../../components/button'
import { Field, Problem } from '../../components/field'
import { Panel } from '../../components/panel'
import { ApiError, api, sentenceOf } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { flagQuery } from '../../lib/queries'
import { around, diffLines } from './diff-lines'
import { asSplit, type Draft, drafts, isOutcome, patchOf, read, rebased, textOf, withWeight } from './draft'
import type { Flag, Outcome, Settings, Targeting } from './flag'
import { targetingOf } from './flag'
import classes from './flag-page.module.css'
import { readBack } from './words'

/** Edits who gets what: what everybody gets by fields, all of it as JSON. Nothing typed is lost until it is saved or left. */
export function TargetingEditor({
  flag,
  settings,
  onDone,
}: {
  flag: Flag
  settings: Settings
  onDone: () => void
}) {
  const place = usePlace()
  const queries = useQueryClient()
  const kept = useMemo(
    () => drafts(sessionStorage, place, flag.key),
    [place.project, place.environment, flag.key],
  )
  const [draft, setDraft] = useState<Draft>(
    () =>
      kept.load() ?? {
        revision: settings.revision,
        base: targetingOf(settings),
        text: textOf(settings),
        reason: '',
      },
  )
  const [problems, setProblems] = useState<readonly string[]>([])
  const [theirs, setTheirs] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const typed = read(draft.text)
  const change = (part: Partial<Draft>): void => {
    const next = { ...draft, ...part }
    setDraft(next)
    setProblems([])
    kept.save(next)
  }
  const set = (targeting: Targeting): void => change({ text: textOf(targeting) })
  const leave = (): void => {
    kept.save(undefined)
    onDone()
  }

  async function save(mine: Targeting): Promise<void> {
    setBusy(true)
    setProblems([])
    try {
      const body = {
        ...patchOf(draft.base, mine),
        ...(draft.reason.trim() !== '' && { reason: draft.reason.trim() }),
      }
      await api.updateFlagSettings({ params: { ...place, flag: flag.key }, body, ifMatch: draft.revision })
      await queries.invalidateQueries()
      leave()
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) await takeTheirs(mine)
      else setProblems(problemsOf(error))
      setBusy(false)
    }
  }

  /** Somebody else was first: theirs is taken, and mine is put on top of it, to be looked at again. */
  async function takeTheirs(mine: Targeting): Promise<void> {
    const fresh = await queries.fetchQuery({ ...flagQuery(place.project, flag.key), staleTime: 0 })
    const now = fresh.environments[place.environment]
    if (now === undefined) return
    const { merged, both } = rebased(draft.base, mine, targetingOf(now))
    setTheirs(
      both.length === 0
        ? 'Somebody else has changed other parts of it: yours stands on top of theirs. Look at it again, and save.'
        : `Somebody else has changed ${both.join(', ')} as well: yours would replace theirs. Look at it again.`,
    )
    change({ revision: now.revision, base: targetingOf(now), text: textOf(merged) })
  }

  const mine = typed.targeting
  const lines = mine === undefined ? [] : around(diffLines(textOf(draft.base), textOf(mine)))
  const isChanged = mine !== undefined && Object.keys(patchOf(draft.base, mine)).length > 0
  return (
    <Panel title="Edit targeting" aside={`on revision ${draft.revision}`}>
      <Problem of={theirs} />
      {mine !== undefined && isOutcome(mine.default) && (
        <DefaultFields
          outcome={mine.default}
          variants={Object.keys(flag.variants)}
          onChange={(outcome) => set({ ...mine, default: outcome })}
        />
      )}
      <Field label="All of it, as JSON">
        <textarea
          className={classes.text}
          value={draft.text}
          spellCheck={false}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
      </Field>
      <Problem of={typed.problem} />
      {mine !== undefined && isOutcome(mine.default) && <ReadBack of={mine} />}
      {isChanged && (
        <section className={classes.diff} aria-label="What changes">
          {lines.map((line, index) => (
            // lines have no names but their places.
            <div key={index} data-sign={line?.sign}>
              {line === null ? '⋯' : `${line.sign} ${line.text}`}
            </div>
          ))}
        </section>
      )}
      <Problem of={problems} />
      <Field label="Why?">
        <input
          value={draft.reason}
          maxLength={1_000}
          onChange={(event) => change({ reason: event.currentTarget.value })}
        />
      </Field>
      <div className={classes.actions}>
        <Button onClick={leave}>Leave without saving</Button>
        <Button
          tone="strong"
          disabled={!isChanged || isBusy}
          onClick={() => mine !== undefined && void save(mine)}
        >
          Save for {place.environment}
        </Button>
      </div>
    </Panel>
  )
}

/** What can't be said yet is not said. */
function ReadBack({ of: targeting }: { of: Targeting }) {
  let said: string
  try {
    said = readBack(targeting)
  } catch {
    return null
  }
  return (
    <p className={classes.readBack}>
      <b>Read back.</b> {said}
    </p>
  )
}

function problemsOf(error: unknown): string[] {
  const fields = error instanceof ApiError ? (error.problem.errors ?? []) : []
  return fields.length === 0 ? [sentenceOf(error)] : fields.map(({ path, message }) => `${path}: ${message}`)
}

function DefaultFields({
  outcome,
  variants,
  onChange,
}: {
  outcome: Outcome
  variants: readonly string[]
  onChange: (outcome: Outcome) => void
}) {
  return (
    <div className={classes.fields}>
      <label>
        Everybody else gets
        <select
          value={outcome.type === 'variant' ? `variant ${outcome.variant}` : outcome.type}
          onChange={({ currentTarget: { value } }) => {
            if (value === 'split') onChange(asSplit(outcome, variants))
            else if (value === 'callerDefault') onChange({ type: 'callerDefault' })
            else onChange({ type: 'variant', variant: value.slice('variant '.length) })
          }}
        >
          {variants.map((variant) => (
            <option key={variant} value={`variant ${variant}`}>
              {variant}
            </option>
          ))}
          <option value="split">a split</option>
          <option value="callerDefault">the caller’s default</option>
        </select>
      </label>
      {outcome.type === 'split' &&
        outcome.weights.map(({ variant, weight }, index) => (
          <label key={variant}>
            Weight of {variant}
            <input
              type="number"
              min={0}
              value={weight}
              onChange={({ currentTarget: { valueAsNumber } }) =>
                onChange(withWeight(outcome, index, Number.isFinite(valueAsNumber) ? valueAsNumber : 0))
              }
            />
          </label>
        ))}
    </div>
  )
}
