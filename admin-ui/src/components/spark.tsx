import classes from './spark.module.css'

interface SparkParts {
  /** In order of time; null where nothing is known. */
  values: readonly (number | null)[]
  width?: number
  height?: number
  /** What it shows, for who can't see it. */
  label: string
}

/** A line without furniture: what goes on, at a glance. */
export function Spark({ values, width = 110, height = 18, label }: SparkParts) {
  const known = values.filter((value) => value !== null)
  const most = Math.max(...known, 0)
  if (known.length < 2) return <span className={classes.none}>–</span>
  const x = (i: number): number => (i / (values.length - 1)) * width
  const y = (value: number): number => height - 1 - (most === 0 ? 0 : (value / most) * (height - 2))
  const points = values.flatMap((value, i) =>
    value === null ? [] : [`${x(i).toFixed(1)},${y(value).toFixed(1)}`],
  )
  return (
    <svg
      className={classes.spark}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <polygon className={classes.area} points={`0,${height} ${points.join(' ')} ${width},${height}`} />
      <polyline className={classes.line} points={points.join(' ')} />
    </svg>
  )
}
