import classes from './cells.module.css'

interface CellsParts {
  instances: readonly { id: string; service: string; host: string; safe: boolean }[]
  total: number
}

/** As many as fit and can be told apart. */
const most = 240

/** A cell for each instance: full once it is safe. */
export function Cells({ instances, total }: CellsParts) {
  const safe = instances.filter((one) => one.safe).length
  const sorted = instances.toSorted((a, b) => Number(b.safe) - Number(a.safe))
  return (
    <div className={classes.cells} role="img" aria-label={`${safe} of ${total} instances are safe`}>
      {sorted.slice(-most).map(({ id, service, host, safe: isSafe }) => (
        <i key={id} data-safe={isSafe} title={`${service} on ${host}: ${isSafe ? 'safe' : 'not yet'}`} />
      ))}
    </div>
  )
}
