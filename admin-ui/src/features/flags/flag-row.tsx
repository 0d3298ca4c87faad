import { Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Mark, Tag } from '../../components/mark'
import { useFlash } from '../../lib/live'
import { usePlace } from '../../lib/place'
import { type Flag } from './find-flags'
import classes from './flags-page.module.css'
import { stateOf } from './serves'

interface RowParts {
  flag: Flag
  index: number
  start: number
  isSelected: boolean
  environments: readonly string[]
  onKill: () => void
}

/** One flag: what it serves in each environment, and its kill. */
export function FlagRow({ flag, index, start, isSelected, environments, onKill }: RowParts) {
  const place = usePlace()
  const isFlashing = useFlash(flag.key)
  const release = flag.environments[place.environment]?.release
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={classes.row}
      data-flash={isFlashing}
      style={{ transform: `translateY(${start}px)` }}
    >
      <span role="cell" className={classes.flag}>
        <Tooltip label={flag.name} disabled={flag.name === flag.key}>
          <Link to="/p/$project/$environment/flags/$flag" params={{ ...place, flag: flag.key }}>
            <code>{flag.key}</code>
          </Link>
        </Tooltip>
      </span>
      <span role="cell" className={classes.second}>
        {flag.kind}
      </span>
      <span role="cell" className={classes.third}>
        {flag.owner}
      </span>
      {environments.map((key) => {
        const { state, word } = stateOf(flag.environments[key])
        return (
          <span role="cell" key={key} className={key === place.environment ? undefined : classes.elsewhere}>
            <Mark state={state}>{word}</Mark>
          </span>
        )
      })}
      <span role="cell" className={classes.third}>
        {release !== undefined && (
          <Link to="/p/$project/$environment/releases/$release" params={{ ...place, release: release.key }}>
            <Tag tone="plain">{release.key}</Tag>
          </Link>
        )}
      </span>
      <span role="cell">
        <button
          type="button"
          className={classes.kill}
          onClick={onKill}
          aria-label={`Kill ${flag.key} in ${place.environment}`}
        >
          kill
        </button>
      </span>
    </div>
  )
}
