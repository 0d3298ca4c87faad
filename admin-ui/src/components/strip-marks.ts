import type uPlot from 'uplot'
import { placeWords } from './place-words'

/** Something that happened, marked on a chart with a word. */
export interface StripMark {
  /** Epoch milliseconds. */
  at: number
  text: string
  isKill?: boolean
}

export interface Colours {
  blue: string
  old: string
  quiet: string
  ink: string
  red: string
  panel: string
  line: string
  font: string
}

/** A line for each thing that happened, and the words for which there is room. */
export function drawMarks(plot: uPlot, marks: readonly StripMark[], colours: Colours): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const right = bbox.left + bbox.width
  const fontOf = (isKill: boolean): string => `${isKill ? 600 : 400} ${11 * ratio}px "Inter Variable"`
  ctx.save()
  // What the axes were written with is still set.
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  const lines = marks
    .map(({ at, text, isKill = false }) => ({ at, text, isKill, x: plot.valToPos(at / 1_000, 'x', true) }))
    .filter(({ x }) => x >= bbox.left && x <= right)
    // Where words would cover each other the kill's stand, then the latest.
    .toSorted((a, b) => Number(b.isKill) - Number(a.isKill) || b.at - a.at)
    .map((line) => {
      ctx.font = fontOf(line.isKill)
      return { ...line, width: ctx.measureText(line.text).width }
    })
  for (const { x, isKill } of lines) {
    ctx.strokeStyle = isKill ? colours.red : colours.ink
    ctx.lineWidth = ratio * (isKill ? 1.5 : 1)
    ctx.beginPath()
    ctx.moveTo(x, bbox.top - 12 * ratio)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
  }
  const spots = placeWords(lines, { left: bbox.left, right, gap: 4 * ratio })
  // Over all lines, and with room around: none crosses a word.
  ctx.strokeStyle = colours.panel
  ctx.lineWidth = 4 * ratio
  lines.forEach(({ text, isKill }, i) => {
    const spot = spots[i]
    if (spot == null) return
    const y = bbox.top + (spot.row === 0 ? -6 : 8) * ratio
    ctx.font = fontOf(isKill)
    ctx.fillStyle = isKill ? colours.red : colours.ink
    ctx.strokeText(text, spot.from, y)
    ctx.fillText(text, spot.from, y)
  })
  ctx.restore()
}
