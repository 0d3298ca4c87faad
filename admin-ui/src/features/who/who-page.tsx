import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { CopyButton } from '../../components/copy'
import { Field, Problem } from '../../components/field'
import { Empty, PageHead, Panel } from '../../components/panel'
import { useEnvironments } from '../../lib/environments'
import { usePlace } from '../../lib/place'
import { flagHistoryQuery, flagsQuery } from '../../lib/queries'
import { Answer } from './answer'
import { type Asked, type Beside, besideOf, fromFragment, readContext, toFragment } from './asked'
import { Attributes } from './context-fields'
import { useExplained } from './use-explained'
import { servedWords } from './verdict-lines'
import classes from './who-page.module.css'

const example = '{\n  "targetingKey": "user-1"\n}'

/** What somebody is served, and why: each rule and condition with what it saw. */
export function WhoPage() {
  const { project, environment } = usePlace()
  const flags = useQuery(flagsQuery(project)).data ?? []
  const [asked, setAsked] = useState<Asked>(() => {
    const given = fromFragment(location.hash)
    return { ...given, context: given.context === '' ? example : given.context }
  })
  const change = (part: Partial<Asked>): void => setAsked({ ...asked, ...part })
  useEffect(() => history.replaceState(history.state, '', toFragment(asked)), [asked])
  const flag = asked.flag === '' ? (flags[0]?.key ?? '') : asked.flag
  const read = readContext(asked.context)
  const here = { place: { project, environment }, revision: undefined, flag, context: read.context }
  const { found } = useExplained(here)
  return (
    <>
      <PageHead
        title={servedWords({ flag, environment, targetingKey: read.context?.['targetingKey'] }, found)}
        detail="A context as an application passes it, evaluated here as every SDK does. It is sent nowhere: only the part of the address behind # keeps it."
      >
        <CopyButton text={location.origin + location.pathname + toFragment({ ...asked, flag })}>
          copy a link to it
        </CopyButton>
      </PageHead>
      <div className={classes.grid}>
        <Panel title="Asked">
          <Field label="Flag">
            <select value={flag} onChange={(event) => change({ flag: event.currentTarget.value })}>
              {!flags.some(({ key }) => key === flag) && <option>{flag}</option>}
              {flags.map(({ key }) => (
                <option key={key}>{key}</option>
              ))}
            </select>
          </Field>
          {read.context !== undefined && flag !== '' && (
            <Attributes
              place={{ project, environment }}
              flag={flag}
              context={read.context}
              onChange={(context) => change({ context: JSON.stringify(context, null, 2) })}
            />
          )}
          <Field label="Context, as JSON">
            <textarea
              value={asked.context}
              spellCheck={false}
              rows={10}
              onChange={(event) => change({ context: event.currentTarget.value })}
            />
          </Field>
          <Problem of={read.problem} />
          <CompareWith flag={flag} value={asked.beside} onChange={(beside) => change({ beside })} />
        </Panel>
        <div className={classes.answers}>
          {columns(environment, besideOf(asked)).map((where) =>
            read.context === undefined || flag === '' ? (
              <Panel key={where.title} title={where.title}>
                <Empty>{flag === '' ? 'There is no flag yet.' : 'The context can’t be read yet.'}</Empty>
              </Panel>
            ) : (
              <Answer
                key={where.title}
                title={where.title}
                place={{ project, environment: where.environment }}
                revision={where.revision}
                flag={flag}
                context={read.context}
              />
            ),
          )}
        </div>
      </div>
    </>
  )
}

interface Column {
  title: string
  environment: string
  revision?: number
}

function columns(environment: string, beside: Beside): Column[] {
  const here = { title: `In ${environment}`, environment }
  if (beside === undefined) return [here]
  return 'environment' in beside
    ? [here, { title: `In ${beside.environment}`, environment: beside.environment }]
    : [here, { title: `In ${environment}, at revision ${beside.revision}`, environment, ...beside }]
}

function CompareWith({
  flag,
  value,
  onChange,
}: {
  flag: string
  value: string
  onChange: (beside: string) => void
}) {
  const place = usePlace()
  const environments = useEnvironments().filter((key) => key !== place.environment)
  const history = useQuery({ ...flagHistoryQuery(place, flag), enabled: flag !== '' }).data ?? []
  const revisions = history.slice(1).map(({ revision, kind }) => ({ name: `revision ${revision}`, kind }))
  const isOffered =
    value === '' ||
    environments.some((key) => value === `environment ${key}`) ||
    revisions.some(({ name }) => name === value)
  return (
    <Field label="Compare with">
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">nothing</option>
        {!isOffered && <option>{value}</option>}
        <optgroup label="Another environment">
          {environments.map((key) => (
            <option key={key} value={`environment ${key}`}>
              {key}
            </option>
          ))}
        </optgroup>
        {revisions.length > 0 && (
          <optgroup label="As it was at">
            {revisions.map(({ name, kind }) => (
              <option key={name} value={name}>
                {name} ({kind})
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </Field>
  )
}
