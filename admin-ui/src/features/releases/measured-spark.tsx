import classes from './release-page.module.css'

interface MeasuredSparkParts {
  /** In order of time; null where nothing is known. */
  values: readonly (number | null)[]
  /** The value at which it fails, or holds. */
  limit?: number | undefined
  label: string
}

const width = 96
const height = 22

/** The last measurements, and the line that they are held against. */
export function MeasuredSpark({ values, limit, label }: MeasuredSparkParts) {
  const known = values.filter((value) => value !== null)
  if (known.length < 2) return null
  const all = limit === undefined ? known : [...known, limit]
  const least = Math.min(0, ...all)
  const most = Math.max(...all, least + 1e-9)
  const y = (value: number): number => height - 2 - ((value - least) / (most - least)) * (height - 4)
  const x = (i: number): number => (i / (values.length - 1)) * width
  const points = values.flatMap((value, i) =>
    value === null ? [] : [`${x(i).toFixed(1)},${y(value).toFixed(1)}`],
  )
  return (
    <svg
      className={classes.measured}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      {limit !== undefined && (
        <line className={classes.limit} x1={0} x2={width} y1={y(limit)} y2={y(limit)} />
      )}
      <polyline className={classes.values} points={points.join(' ')} />
    </svg>
  )
}
