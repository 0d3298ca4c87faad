import { useState } from 'react'
import { clockTime } from '../../lib/format'
import classes from './area.module.css'
import { perSecond } from './rates'

export interface Layer {
  name: string
  fill: string
  /** In equal steps of time, the oldest first. */
  counts: readonly number[]
}

export interface Mark {
  /** Epoch milliseconds. */
  at: number
  text: string
  isKill: boolean
}

interface AreaParts {
  /** From the bottom up. */
  layers: readonly Layer[]
  /** Epoch milliseconds. */
  end: number
  stepMs: number
  height?: number
  /** What happened, at its time. */
  marks?: readonly Mark[]
  hasAxis?: boolean
  label: string
}

const width = 1_000

/** Counts over time, one upon the other; under the pointer what they were. */
export function Area({ layers, end, stepMs, height = 72, marks = [], hasAxis = false, label }: AreaParts) {
  const [at, setAt] = useState<number>()
  const steps = layers[0]?.counts.length ?? 0
  const start = end - steps * stepMs
  const totals = Array.from({ length: steps }, (_, i) => sumAt(layers, layers.length, i))
  const most = Math.max(...totals, 1)
  const rate = (count: number): string => perSecond(count / (stepMs / 1_000))
  const x = (i: number): number => (i / Math.max(1, steps - 1)) * width
  const y = (count: number): number => height - (count / most) * (height - 4)
  const line = (below: number): string[] =>
    totals.map((_, i) => `${x(i).toFixed(1)},${y(sumAt(layers, below, i)).toFixed(1)}`)
  const place = (time: number): number => (time - start) / (end - start)
  const shown = marks.filter((mark) => mark.at > start && mark.at < end)
  const worded = withRoom(shown, end - start)
  return (
    <div className={classes.area}>
      {hasAxis && <span className={classes.most}>{rate(most)}</span>}
      <div
        className={classes.plot}
        role="img"
        aria-label={label}
        style={{ height }}
        onPointerMove={({ currentTarget, clientX }) => {
          const { left, width: wide } = currentTarget.getBoundingClientRect()
          setAt(Math.min(steps - 1, Math.max(0, Math.round(((clientX - left) / wide) * (steps - 1)))))
        }}
        onPointerLeave={() => setAt(undefined)}
      >
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          {layers.map(({ name, fill }, i) => (
            <polygon key={name} points={[...line(i), ...line(i + 1).toReversed()].join(' ')} fill={fill} />
          ))}
        </svg>
        {shown.map((mark) => (
          <span
            key={`${mark.at} ${mark.text}`}
            className={classes.mark}
            data-late={place(mark.at) > 0.85}
            data-kill={mark.isKill}
            style={{ left: `${place(mark.at) * 100}%` }}
          >
            {worded.has(mark) && <span>{mark.text}</span>}
          </span>
        ))}
        {at !== undefined && totals[at] !== undefined && (
          <>
            <i className={classes.cursor} style={{ left: `${(x(at) / width) * 100}%` }} />
            <div
              className={classes.said}
              data-late={x(at) > width * 0.6}
              style={{ left: `${(x(at) / width) * 100}%` }}
            >
              <b>{clockTime(new Date(start + (at + 0.5) * stepMs).toISOString())}</b>
              {layers.toReversed().map(({ name, fill, counts }) => (
                <div key={name}>
                  <i style={{ background: fill }} />
                  <code>{name}</code>
                  <span>{rate(counts[at] ?? 0)}</span>
                </div>
              ))}
            </div>
          </>
        )}
      </div>
      {hasAxis && (
        <div className={classes.axis} aria-hidden="true">
          {[start, (start + end) / 2, end].map((time) => (
            <span key={time}>{clockTime(new Date(time).toISOString(), false)}</span>
          ))}
        </div>
      )}
    </div>
  )
}

/** Of the lowest so many layers. */
function sumAt(layers: readonly Layer[], below: number, i: number): number {
  return layers.slice(0, below).reduce((sum, { counts }) => sum + (counts[i] ?? 0), 0)
}

/** Where words would cover each other the kill's stand, then the latest. */
function withRoom(marks: readonly Mark[], ms: number): Set<Mark> {
  const urgent = marks.toSorted((a, b) => Number(b.isKill) - Number(a.isKill) || b.at - a.at)
  const chosen: Mark[] = []
  for (const mark of urgent)
    if (chosen.every((one) => Math.abs(one.at - mark.at) > ms * 0.12)) chosen.push(mark)
  return new Set(chosen)
}
