import type { Overview } from '@ripcord/api'
import { Tag } from '../../components/mark'
import { Empty } from '../../components/panel'
import { Time } from '../../components/time'
import { useFlash } from '../../lib/live'
import classes from './overview-page.module.css'

type Change = Overview['changes'][number]

/** What changed, who did it, and why. */
export function Changes({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return <Empty>Nothing has changed.</Empty>
  return (
    <ul className={classes.changes}>
      {changes.slice(0, 8).map((change) => (
        <Row key={change.revision} change={change} />
      ))}
    </ul>
  )
}

function Row({ change: { at, kind, entities, about, actor, reason, revision } }: { change: Change }) {
  const isFlashing = useFlash(entities[0]?.key ?? '')
  const word = wordOf(kind)
  return (
    <li className={isFlashing ? classes.flash : undefined} title={`revision ${revision}`}>
      <Time at={at} withSeconds={false} />
      <span className={classes.what}>{subjectOf(about)}</span>
      <span>{word === 'killed' ? <Tag tone="killed">{word}</Tag> : word}</span>
      <span className={classes.who} title={reason === '' ? undefined : reason}>
        {reason === '' ? `by ${actor.name ?? actor.id}` : reason}
      </span>
    </li>
  )
}

function subjectOf(about: Change['about']): string {
  return about.length > 1 ? `${about[0]} and ${about.length - 1} more` : (about[0] ?? '–')
}

/** `flag.created` → created. */
function wordOf(kind: Change['kind']): string {
  const did = kind.split('.').at(-1) ?? ''
  return did.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
}
