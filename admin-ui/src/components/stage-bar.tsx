import { duration, percent } from '../lib/format'
import classes from './stage-bar.module.css'

interface StageBarParts {
  stages: readonly { share: number; bakeMs: number }[]
  stage: number
  /** How long the present stage has been healthy. */
  bakedMs: number
  isHeld: boolean
  isKilled?: boolean
  isDone?: boolean
}

/** The way of a release: what is behind it is full, where it is fills up, what is ahead is empty. */
export function StageBar({
  stages,
  stage,
  bakedMs,
  isHeld,
  isKilled = false,
  isDone = false,
}: StageBarParts) {
  return (
    <ol
      className={classes.bar}
      data-held={isHeld}
      data-killed={isKilled}
      style={{ gridTemplateColumns: columns(stages) }}
    >
      {stages.map(({ share, bakeMs }, i) => {
        const isHere = i === stage && !isDone
        const isPast = i < stage || isDone
        const part = isPast ? 1 : isHere ? (bakeMs === 0 ? 1 : Math.min(1, bakedMs / bakeMs)) : 0
        return (
          <li
            key={i}
            aria-current={isHere ? 'step' : undefined}
            className={isHere ? classes.here : undefined}
          >
            <span className={classes.label}>
              <b>{percent(share)}</b>
              {isPast && <span aria-label="passed">✓</span>}
              {isHere && isKilled && <span className={classes.killed}>killed</span>}
              {isHere && !isKilled && <span>{isHeld ? 'held' : left(bakeMs - bakedMs)}</span>}
            </span>
            <span className={classes.track}>
              <i style={{ transform: `scaleX(${part})` }} />
            </span>
          </li>
        )
      })}
    </ol>
  )
}

/** A stage that many people are in is wide: by the root of its part, so that the first ones can be seen. */
function columns(stages: StageBarParts['stages']): string {
  return stages.map(({ share }) => `minmax(56px, ${(1 + 1.6 * Math.sqrt(share)).toFixed(2)}fr)`).join(' ')
}

function left(ms: number): string {
  return ms <= 0 ? 'baked' : `${duration(ms)} left`
}
