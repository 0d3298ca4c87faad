import { Problem } from '../../components/field'
import { Panel, Skeleton } from '../../components/panel'
import type { Explanation } from './evaluate'
import { type Question, useExplained } from './use-explained'
import { decidedWords, verdictLines } from './verdict-lines'
import classes from './who-page.module.css'

/** What one context is served in one environment, at the present or an earlier revision. */
export function Answer({ title, ...question }: Question & { title: string }) {
  const { found, at, error } = useExplained(question)
  return (
    <Panel title={title} aside={at !== undefined && `at revision ${at}`}>
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
        <span className={classes.value}>
          {resolution.type === 'variant' ? resolution.variant : 'the caller’s default'}
        </span>
        {resolution.type === 'variant' && <code>{JSON.stringify(resolution.value)}</code>}
        <span className={classes.quiet}>{resolution.reason}</span>
      </p>
      <p>{resolution.type === 'error' ? resolution.errorMessage : decidedWords(decidedBy, matchedRule)}</p>
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
          {verdictLines(when, 1).map((line, index) => (
            // Conditions have no names but their places.
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
