import { around, diffLines } from '../diff-lines'
import classes from './diff-view.module.css'
import { type Row, type Side, sideBySide } from './side-by-side'

interface DiffParts {
  before: string
  after: string
  /** What each column holds. */
  names: readonly [left: string, right: string]
  /** What is compared. */
  label: string
  isUnified?: boolean
}

/** Two texts held against each other: side by side where there is room, else what went above what came. */
export function DiffView({ before, after, names, label, isUnified = false }: DiffParts) {
  const rows = sideBySide(around(diffLines(before, after), 3))
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={label}>
      <table className={classes.diff} data-unified={isUnified}>
        <thead>
          <tr>
            {names.map((name, side) => (
              <th key={side} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // Lines have no names but their places.
            <Line key={index} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Line({ row }: { row: Row }) {
  if (row.type === 'gap')
    return (
      <tr className={classes.gap}>
        <td colSpan={2}>⋯</td>
      </tr>
    )
  if (row.type === 'same')
    return (
      <tr>
        <td>{row.text}</td>
        <td className={classes.again}>{row.text}</td>
      </tr>
    )
  return (
    <tr>
      <Half side={row.left} sign="−" />
      <Half side={row.right} sign="+" />
    </tr>
  )
}

/** Gone and come are never told by colour alone. */
function Half({ side, sign }: { side: Side | null; sign: '−' | '+' }) {
  if (side === null) return <td data-none />
  const Change = sign === '+' ? 'ins' : 'del'
  return (
    <td data-sign={sign}>
      {side.before}
      {side.changed !== '' && <Change>{side.changed}</Change>}
      {side.after}
    </td>
  )
}
