import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Field, Problem } from '../../components/field'
import form from '../../components/form.module.css'
import { usePlace } from '../../lib/place'
import { flagsQuery, segmentsQuery } from '../../lib/queries'
import { ProblemList } from '../flag/editor/problem-list'
import { canBeShown } from '../flag/editor/shape'
import { useCheck } from '../flag/editor/use-check'
import { type View, Views } from '../flag/editor/views'
import { conditionWords } from '../flag/words'
import { asTargeting, nobody, nobodysSettings, typedRules } from './as-targeting'
import { RulesFields } from './rules-fields'
import { readRules, rulesText } from './rules-text'
import type { Segment } from './segment'

/** The rules by fields or as JSON: both edit one text, which is read back and checked as it is typed. */
export function RulesEditor({
  segment,
  text,
  onChange,
}: {
  segment: string
  text: string
  onChange: (text: string) => void
}) {
  const place = usePlace()
  const [view, setView] = useState<View>('Fields')
  const flags = useQuery(flagsQuery(place.project)).data
  const segments = useQuery(segmentsQuery(place)).data
  const targeting = useMemo(() => {
    const rules = typedRules(text)
    return rules === undefined ? undefined : asTargeting(rules)
  }, [text])
  const shown = useMemo(() => (canBeShown(targeting) ? targeting : undefined), [targeting])
  const problems = useCheck(targeting, {
    flag: nobody,
    settings: nobodysSettings,
    environment: place.environment,
    flags,
    segments,
  })
  const read = readRules(text)
  return (
    <div className={form.below}>
      <Views label="How to edit the rules" shown={view} onShow={setView} />
      {view === 'JSON' && (
        <Field label="Rules: a list of conditions, as JSON">
          <textarea
            rows={Math.min(24, Math.max(5, text.split('\n').length + 1))}
            value={text}
            spellCheck={false}
            aria-invalid={read.problem !== undefined}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        </Field>
      )}
      {view === 'Fields' &&
        (shown === undefined ? (
          <p className={form.text}>Fields can’t show what is typed yet: it is under JSON.</p>
        ) : (
          <RulesFields
            rules={shown.rules.map(({ when }) => when)}
            problems={problems}
            flags={flags ?? []}
            segments={(segments ?? []).filter(({ key }) => key !== segment)}
            onChange={(rules) => onChange(rulesText(rules))}
          />
        ))}
      {read.problem !== undefined && (view === 'JSON' || shown === undefined) && (
        <Problem of={read.problem} />
      )}
      {shown !== undefined && problems.length > 0 && (
        <ProblemList problems={problems} targeting={view === 'Fields' ? shown : undefined} />
      )}
      {read.rules !== undefined && problems.length === 0 && (
        <div className={form.note}>
          <p>
            <b>Read back.</b> {readBack(read.rules)}
          </p>
        </div>
      )}
    </div>
  )
}

function readBack(rules: Segment['rules']): string {
  if (rules.length === 0) return 'No rule: only who is named belongs.'
  return `Whoever is named belongs, and everybody of whom this is true: ${rules.map(conditionWords).join('; or ')}.`
}
