import classes from './flags-page.module.css'
import { type Bands, polygon } from './served'

const width = 120
const height = 20

/** What was served in the last hour: all of it grey, what is not the safe variant blue. */
export function ServedSpark({ bands }: { bands: Bands | undefined }) {
  if (bands === undefined) return <span className={classes.quiet}>no evaluations</span>
  const most = Math.max(...bands.total)
  return (
    <svg
      className={classes.spark}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={bands.said}
    >
      <title>{bands.said}</title>
      <polygon className={classes.grey} points={polygon(bands.total, most, width, height)} />
      <polygon className={classes.blue} points={polygon(bands.blue, most, width, height)} />
    </svg>
  )
}
