import classes from './cells.module.css'

interface CellsParts {
  instances: readonly { id: string; service: string; host: string; safe: boolean }[]
  total: number
  /** What a full cell is called, and an empty one; safe from a kill where nothing else is said. */
  words?: { done: string; open: string; tone: 'kill' | 'rolling' }
}

/** As many as fit and can be told apart. */
const most = 240

const ofKill = { done: 'are safe', open: 'not yet', tone: 'kill' } as const

/** A cell for each instance: full once it is safe. */
export function Cells({ instances, total, words = ofKill }: CellsParts) {
  const safe = instances.filter((one) => one.safe).length
  const sorted = instances.toSorted((a, b) => Number(b.safe) - Number(a.safe))
  return (
    <div
      className={classes.cells}
      data-tone={words.tone}
      role="img"
      aria-label={`${safe} of ${total} instances ${words.done}`}
    >
      {sorted.slice(-most).map(({ id, service, host, safe: isSafe }) => (
        <i
          key={id}
          data-safe={isSafe}
          title={`${service} on ${host}: ${isSafe ? words.done.replace(/^(are|have) /, '') : words.open}`}
        />
      ))}
    </div>
  )
}
