import table from '../../components/table.module.css'
import { plural } from '../../lib/format'
import type { Plan } from './bulk'
import classes from './bulk.module.css'

/** So many rows are read; of more than these it says how many there are. */
const mostRows = 200

/** What changes, flag by flag, and what stays and why. */
export function BulkPreview({ plan, now: [before, after] }: { plan: Plan; now: readonly [string, string] }) {
  const { rows, left } = plan
  const beyond = rows.length - mostRows
  return (
    <div className={classes.preview} tabIndex={0} role="group" aria-label="What changes">
      {rows.length === 0 ? (
        <p className={table.quiet}>Nothing would change.</p>
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th>flag</th>
              <th>{before}</th>
              <th>{after}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, mostRows).map((row) => (
              <tr key={row.flag}>
                <td>
                  <code className={table.name}>{row.flag}</code>
                </td>
                <td className={table.quiet}>{row.before}</td>
                <td>{row.after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {beyond > 0 && <p className={table.quiet}>and {plural(beyond, 'flag')} more, in the same way</p>}
      {left.length > 0 && (
        <p className={table.quiet}>
          {plural(left.length, 'flag')} {left.length === 1 ? 'stays as it is' : 'stay as they are'}:{' '}
          {left
            .slice(0, 10)
            .map(({ flag, because }) => `${flag} ${because}`)
            .join('; ')}
          {left.length > 10 && ' …'}
        </p>
      )}
    </div>
  )
}
