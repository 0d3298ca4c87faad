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
      {changes.slice(0, 12).map((change) => (
        <Row key={change.revision} change={change} />
      ))}
    </ul>
  )
}

function Row({ change: { at, kind, entities, actor, reason, revision } }: { change: Change }) {
  const what = subjectOf(entities)
  const isFlashing = useFlash(entities[0]?.key ?? '')
  return (
    <li className={isFlashing ? classes.flash : undefined} title={`revision ${revision}`}>
      <Time at={at} withSeconds={false} />
      <span className={classes.what}>{what}</span>
      <span>{kind.startsWith('kill') ? <Tag tone="killed">{wordOf(kind)}</Tag> : wordOf(kind)}</span>
      <span className={classes.who}>{reason === '' ? `by ${actor.name ?? actor.id}` : reason}</span>
    </li>
  )
}

function subjectOf(entities: Change['entities']): string {
  const release = entities.find(({ kind }) => kind === 'release')
  if (release !== undefined) return release.key
  const keys = [
    ...new Set(entities.filter(({ kind }) => kind !== 'episode' && kind !== 'kill').map(({ key }) => key)),
  ]
  if (keys.length === 0) return entities[0]?.key ?? ''
  return keys.length === 1 ? (keys[0] ?? '') : `${keys.length} flags`
}

/** `flag.created` → created. */
function wordOf(kind: string): string {
  const [what = '', did = ''] = kind.split('.')
  if (what === 'kill') return did === 'lifted' || did === 'restored' ? 'restored' : 'killed'
  return did.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
}
