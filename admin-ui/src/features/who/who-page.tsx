import { useDebouncedValue } from '@mantine/hooks'
import type { AnswerOf, operations } from '@ripcord/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { CopyButton } from '../../components/copy'
import { Field, Problem } from '../../components/field'
import { Empty, PageHead, Panel, Skeleton } from '../../components/panel'
import { api } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { flagsQuery, projectsQuery } from '../../lib/queries'
import { type Asked, type Context, fromFragment, readContext, toFragment } from './asked'
import { decidedWords, type Verdict, verdictLines } from './verdict-lines'
import classes from './who-page.module.css'

type Explanation = AnswerOf<typeof operations.evaluateFlags>['items'][number]

const example = '{\n  "targetingKey": "user-1"\n}'

/** What somebody is served, and why: each rule and condition with what it saw. */
export function WhoPage() {
  const { project, environment } = usePlace()
  const flags = useQuery(flagsQuery(project)).data ?? []
  const environments = useQuery(projectsQuery).data?.find(({ key }) => key === project)?.environments ?? []
  const [asked, setAsked] = useState<Asked>(() => {
    const { flag, context } = fromFragment(location.hash)
    return { flag, context: context === '' ? example : context }
  })
  const [beside, setBeside] = useState('')
  const [settled] = useDebouncedValue(asked, 250)
  useEffect(() => history.replaceState(history.state, '', toFragment(settled)), [settled])
  const flag = asked.flag === '' ? (flags[0]?.key ?? '') : asked.flag
  const read = readContext(settled.context)
  return (
    <>
      <PageHead
        title={flag === '' ? 'Who sees what?' : `Who sees ${flag}?`}
        detail="A context as an application passes it. It is counted nowhere, and stands in the address only behind #."
      >
        <CopyButton text={location.origin + location.pathname + toFragment({ ...asked, flag })}>
          copy a link to it
        </CopyButton>
      </PageHead>
      <div className={classes.grid}>
        <Panel title="Asked">
          <Field label="Flag">
            <select
              value={flag}
              onChange={(event) => setAsked({ ...asked, flag: event.currentTarget.value })}
            >
              {!flags.some(({ key }) => key === flag) && <option>{flag}</option>}
              {flags.map(({ key }) => (
                <option key={key}>{key}</option>
              ))}
            </select>
          </Field>
          <Field label="Context, as JSON">
            <textarea
              value={asked.context}
              spellCheck={false}
              rows={10}
              onChange={(event) => setAsked({ ...asked, context: event.currentTarget.value })}
            />
          </Field>
          <Problem of={read.problem} />
          <Field label="Compare with">
            <select value={beside} onChange={(event) => setBeside(event.currentTarget.value)}>
              <option value="">nothing</option>
              {environments
                .filter(({ key }) => key !== environment)
                .map(({ key }) => (
                  <option key={key}>{key}</option>
                ))}
            </select>
          </Field>
        </Panel>
        <div className={classes.answers}>
          {[environment, ...(beside === '' ? [] : [beside])].map((where) =>
            read.context === undefined || flag === '' ? (
              <Panel key={where} title={`In ${where}`}>
                <Empty>{flag === '' ? 'There is no flag yet.' : 'The context can’t be read yet.'}</Empty>
              </Panel>
            ) : (
              <Answer
                key={where}
                place={{ project, environment: where }}
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

function Answer({
  place,
  flag,
  context,
}: {
  place: { project: string; environment: string }
  flag: string
  context: Context
}) {
  const { data, error } = useQuery({
    queryKey: ['who', place, flag, JSON.stringify(context)],
    queryFn: ({ signal }) =>
      api.evaluateFlags({ params: place, body: { flags: [flag], context } }, { signal }),
    placeholderData: keepPreviousData,
  })
  const found = data?.items[0]
  return (
    <Panel title={`In ${place.environment}`} aside={data && `at revision ${data.revision}`}>
      <Problem of={error} />
      {found === undefined ? error === null && <Skeleton lines={4} /> : <Explained of={found} />}
    </Panel>
  )
}

function Explained({ of: found }: { of: Explanation }) {
  const { resolution, decidedBy, prerequisites, rules, matchedRule, split } = found
  return (
    <>
      <p className={classes.served}>
        <span className={classes.value}>{resolution.variant ?? 'the caller’s default'}</span>
        {resolution.value !== undefined && <code>{JSON.stringify(resolution.value)}</code>}
        <span className={classes.quiet}>{resolution.reason}</span>
      </p>
      <p>{resolution.errorMessage ?? decidedWords(decidedBy, matchedRule)}</p>
      {prerequisites.map((one) => (
        <Line key={one.flag} holds={one.isMet} depth={0}>
          needs <code>{one.flag}</code> to serve <code>{one.accepted.join(' or ')}</code>: it serves{' '}
          <code>{one.served ?? 'the caller’s default'}</code>
        </Line>
      ))}
      {rules.map(({ id, isMatched, when }) => (
        <section key={id} className={classes.rule} aria-label={`Rule ${id}`}>
          <Line holds={isMatched} depth={0}>
            <b>{id}</b>
          </Line>
          {verdictLines(when as unknown as Verdict, 1).map((line, index) => (
            // conditions have no names but their places.
            <Line key={index} holds={line.holds} depth={line.depth}>
              {line.asks}
              {line.saw !== '' && <span className={classes.quiet}> · {line.saw}</span>}
            </Line>
          ))}
        </section>
      ))}
      {split !== null && (
        <p className={classes.quiet}>
          {split.bucket === null
            ? `There is no ${split.bucketBy} to split by.`
            : `Bucket ${split.bucket.toLocaleString('en')} of ${split.totalWeight.toLocaleString('en')}, by ${split.bucketBy}.`}
        </p>
      )}
    </>
  )
}

function Line({ holds, depth, children }: { holds: boolean; depth: number; children: React.ReactNode }) {
  return (
    <div className={classes.line} style={{ paddingLeft: depth * 18 }}>
      <span aria-label={holds ? 'holds' : 'does not hold'} role="img">
        {holds ? '✓' : '✕'}
      </span>{' '}
      {children}
    </div>
  )
}
