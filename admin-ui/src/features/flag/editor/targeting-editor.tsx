import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Button } from '../../../components/button'
import { Field, Problem } from '../../../components/field'
import { Panel } from '../../../components/panel'
import { Reason, reasonOf } from '../../../components/reason'
import { ApiError, api, sentencesOf } from '../../../lib/api'
import { useIsProduction } from '../../../lib/environments'
import { usePlace } from '../../../lib/place'
import { flagQuery, flagsQuery, segmentsQuery } from '../../../lib/queries'
import { useKept } from '../../../lib/use-kept'
import { around, diffLines } from '../diff-lines'
import { type Draft, isDraft, patchOf, read, rebased, textOf } from '../draft'
import { type Flag, type Settings, type Targeting, targetingOf } from '../flag'
import { readBack } from '../words'
import { Difference } from './difference'
import classes from './editor.module.css'
import { FieldsView } from './fields-view'
import { ProblemList } from './problem-list'
import { canBeShown } from './shape'
import { useCheck } from './use-check'
import { type View, Views } from './views'

/** Edits who gets what, by fields or as JSON: both edit one draft, and nothing typed is lost until it is saved or left. */
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
  const kept = useKept<Draft>(`draft ${place.project} ${place.environment} ${flag.key}`, isDraft, () => ({
    revision: settings.revision,
    base: targetingOf(settings),
    text: textOf(settings),
    reason: '',
  }))
  const draft = kept.value
  const [view, setView] = useState<View>('Fields')
  const [refused, setRefused] = useState<readonly string[]>([])
  const [theirs, setTheirs] = useState<{ said: string; before: Targeting; now: Targeting }>()
  const [isBusy, setBusy] = useState(false)
  const flags = useQuery(flagsQuery(place.project)).data
  const segments = useQuery(segmentsQuery(place)).data
  const typed = useMemo(() => read(draft.text), [draft.text])
  const mine = typed.targeting
  const shown = useMemo(() => (canBeShown(mine) ? mine : undefined), [mine])
  const problems = useCheck(mine, {
    flag,
    settings,
    environment: place.environment,
    flags,
    segments,
  })
  const isProduction = useIsProduction()
  const lacksReason = isProduction && draft.reason.trim() === ''

  const change = (part: Partial<Draft>): void => {
    setRefused([])
    kept.set({ ...draft, ...part })
  }
  const leave = (): void => {
    kept.forget()
    onDone()
  }

  async function save(mine: Targeting): Promise<void> {
    setBusy(true)
    setRefused([])
    try {
      const body = {
        ...patchOf(draft.base, mine),
        ...reasonOf(draft.reason),
      }
      await api.updateFlagSettings({ params: { ...place, flag: flag.key }, body, ifMatch: draft.revision })
      await queries.invalidateQueries()
      leave()
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) await takeTheirs(mine).catch(refuse)
      else refuse(error)
      setBusy(false)
    }
  }

  function refuse(error: unknown): void {
    setRefused(sentencesOf(error))
  }

  /** Somebody else was first: theirs is taken, and mine is put on top of it, to be looked at again. */
  async function takeTheirs(mine: Targeting): Promise<void> {
    const fresh = await queries.fetchQuery({ ...flagQuery(place.project, flag.key), staleTime: 0 })
    const now = fresh.environments[place.environment]
    if (now === undefined) return
    const { merged, both } = rebased(draft.base, mine, targetingOf(now))
    setTheirs({
      said:
        both.length === 0
          ? 'Somebody else has changed other parts of it: yours stands on top of theirs. Look at it again, and save.'
          : `Somebody else has changed ${both.join(', ')} as well: yours would replace theirs. Look at it again.`,
      before: draft.base,
      now: targetingOf(now),
    })
    change({ revision: now.revision, base: targetingOf(now), text: textOf(merged) })
  }

  const lines = mine === undefined ? [] : around(diffLines(textOf(draft.base), textOf(mine)))
  const isChanged = mine !== undefined && Object.keys(patchOf(draft.base, mine)).length > 0
  return (
    <Panel title="Edit targeting" aside={`on revision ${draft.revision}`}>
      {theirs !== undefined && (
        <>
          <Problem of={theirs.said} />
          <Difference
            label="What they have changed"
            lines={around(diffLines(textOf(theirs.before), textOf(theirs.now)))}
          />
        </>
      )}
      <Views label="How to edit it" shown={view} onShow={setView} />
      {view === 'JSON' && (
        <Field label="All of it, as JSON">
          <textarea
            className={classes.json}
            value={draft.text}
            spellCheck={false}
            onChange={(event) => change({ text: event.currentTarget.value })}
          />
        </Field>
      )}
      <Problem of={typed.problem} />
      {view === 'Fields' &&
        (shown === undefined ? (
          <p className={classes.quiet}>Fields can’t show this yet: the JSON view says what stands there.</p>
        ) : (
          <FieldsView
            flag={flag}
            targeting={shown}
            problems={problems}
            flags={flags ?? []}
            segments={segments ?? []}
            onChange={(targeting) => change({ text: textOf(targeting) })}
          />
        ))}
      {shown !== undefined && (
        <p className={classes.readBack}>
          <b>Read back.</b> {readBack(shown)}
        </p>
      )}
      {isChanged && <Difference label="What changes" lines={lines} />}
      {mine !== undefined && (
        <ProblemList problems={problems} targeting={view === 'Fields' ? shown : undefined} />
      )}
      <Problem of={refused} />
      <Reason isAsked={isProduction} value={draft.reason} onChange={(reason) => change({ reason })} />
      <div className={classes.actions}>
        <Button onClick={leave}>Leave without saving</Button>
        <Button
          tone="strong"
          disabled={!isChanged || isBusy || problems.length > 0 || lacksReason}
          onClick={() => mine !== undefined && void save(mine)}
        >
          Save for {place.environment}
        </Button>
      </div>
    </Panel>
  )
}
