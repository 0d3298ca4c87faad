import { useRef } from 'react'
import { percent } from '../../../lib/format'
import classes from './editor.module.css'
import { draggedEdge, movedEdge, reachOf, totalOf, type Weights } from './weights'

interface BarParts {
  weights: Weights
  onChange: (weights: Weights) => void
}

/** By how much of the whole each key moves an edge. */
const steps: { readonly [key: string]: number } = {
  ArrowLeft: -0.01,
  ArrowDown: -0.01,
  ArrowRight: 0.01,
  ArrowUp: 0.01,
  PageDown: -0.1,
  PageUp: 0.1,
  Home: -1,
  End: 1,
}

/** A split as a bar: its edges are dragged, or moved by keys. */
export function SplitBar({ weights, onChange }: BarParts) {
  const bar = useRef<HTMLDivElement>(null)
  const total = totalOf(weights)
  return (
    <div className={classes.bar} ref={bar}>
      <div className={classes.parts} aria-hidden="true">
        {weights.map(({ variant, weight }, index) => (
          // a variant may have several parts.
          <span key={index} style={{ flexGrow: weight, flexBasis: 0 }}>
            {variant}
          </span>
        ))}
      </div>
      {total > 0 &&
        weights
          .slice(0, -1)
          .map((_, edge) => (
            <Edge
              key={edge}
              edge={edge}
              weights={weights}
              width={() => bar.current?.getBoundingClientRect().width ?? 1}
              onChange={onChange}
            />
          ))}
    </div>
  )
}

interface EdgeParts extends BarParts {
  edge: number
  width: () => number
}

function Edge({ edge, weights, width, onChange }: EdgeParts) {
  // Where the hand took hold, and how the split was then.
  const taken = useRef<{ x: number; weights: Weights }>(undefined)
  const { from, at, to } = reachOf(weights, edge)
  const [left, right] = [weights[edge], weights[edge + 1]]
  if (left === undefined || right === undefined) return null
  const letGo = (): void => {
    taken.current = undefined
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      className={classes.edge}
      style={{ left: `${at * 100}%` }}
      aria-label={`Share of ${left.variant}, against ${right.variant}`}
      aria-valuemin={0}
      aria-valuemax={rounded(to - from)}
      aria-valuenow={rounded(at - from)}
      aria-valuetext={`${percent(at - from)} ${left.variant}, ${percent(to - at)} ${right.variant}`}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        taken.current = { x: event.clientX, weights }
      }}
      onPointerMove={(event) => {
        if (taken.current === undefined) return
        const { x, weights: before } = taken.current
        onChange(draggedEdge(before, edge, (event.clientX - x) / width()))
      }}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onKeyDown={(event) => {
        const step = steps[event.key]
        if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return
        event.preventDefault()
        onChange(movedEdge(weights, edge, event.shiftKey ? step * 10 : step))
      }}
    />
  )
}

/** A share in hundredths, with as many digits as a weight can say. */
function rounded(share: number): number {
  return Math.round(share * 100_000) / 1_000
}
