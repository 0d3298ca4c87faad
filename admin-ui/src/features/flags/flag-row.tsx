import { memo } from 'react'
import { Mark, Tag } from '../../components/mark'
import { count } from '../../lib/format'
import { useFlash } from '../../lib/live'
import { type Flag } from './find-flags'
import classes from './flags-page.module.css'
import type { Bands } from './served'
import { ServedSpark } from './served-spark'
import { stateOf } from './serves'

export interface RowParts {
  flag: Flag
  index: number
  start: number
  /** Where the keys are. */
  isCurrent: boolean
  isChosen: boolean
  environments: readonly string[]
  /** The one that the page is in, and its address. */
  environment: string
  base: string
  /** Undefined where nothing was evaluated; null while it is not known. */
  bands: Bands | undefined | null
  /** How long ago it was changed here. */
  changed: string
  release: string | undefined
  /** Why it should go by now. */
  stale: string | undefined
  onChoose: (flag: string) => void
  onKill: (flag: string) => void
}

/**
 * One flag: what it serves in each environment and has served here, and its kill. Dozens of them come and go in a frame
 * while the list is scrolled: a row is plain elements, and the list hears what is pressed in it.
 */
export const FlagRow = memo(function FlagRow(parts: RowParts) {
  const { flag, index, start, isCurrent, isChosen, environments, environment, base, onChoose, onKill } = parts
  const isFlashing = useFlash(flag.key)
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      aria-current={isCurrent}
      className={classes.row}
      data-flash={isFlashing}
      style={{ transform: `translateY(${start}px)` }}
    >
      <span role="cell">
        <input
          type="checkbox"
          aria-label={`Select ${flag.key}`}
          checked={isChosen}
          onChange={() => onChoose(flag.key)}
        />
      </span>
      <span role="cell" className={classes.flag}>
        <a href={`${base}/flags/${encodeURIComponent(flag.key)}`} title={flag.name}>
          <code>{flag.key}</code>
        </a>
      </span>
      <span role="cell" className={classes.kind}>
        {flag.kind}
      </span>
      <span role="cell" className={classes.owner}>
        {flag.owner}
      </span>
      {environments.map((key) => {
        const { state, word } = stateOf(flag.environments[key])
        return (
          <span role="cell" key={key} className={key === environment ? undefined : classes.elsewhere}>
            <Mark state={state}>{word}</Mark>
          </span>
        )
      })}
      <Served {...parts} />
      <span role="cell" className={classes.note}>
        <Note {...parts} />
      </span>
      <span role="cell">
        <button
          type="button"
          className={classes.kill}
          onClick={() => onKill(flag.key)}
          aria-label={`Kill ${flag.key} in ${environment}`}
        >
          kill
        </button>
      </span>
    </div>
  )
})

function Served({ bands, changed }: RowParts) {
  return (
    <>
      <span role="cell" className={classes.served}>
        {bands !== null && <ServedSpark bands={bands} />}
      </span>
      <span role="cell" className={classes.rate}>
        {bands !== null && count(Math.round(bands?.perMinute ?? 0))}
      </span>
      <span role="cell" className={classes.changed}>
        {changed}
      </span>
    </>
  )
}

function Note({ release, stale, base }: RowParts) {
  if (release !== undefined)
    return (
      <a href={`${base}/releases/${encodeURIComponent(release)}`}>
        <Tag tone="plain">{release}</Tag>
      </a>
    )
  return stale === undefined ? null : <span title={stale}>{stale}</span>
}
