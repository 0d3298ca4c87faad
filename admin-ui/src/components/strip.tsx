import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { clockTime, percent } from '../lib/format'
import classes from './strip.module.css'
import { type Colours, drawMarks, type StripMark } from './strip-marks'

export interface StripSeries {
  label: string
  /** `old`: grey. */
  tone: 'new' | 'old'
  values: readonly (number | null)[]
}

export interface StripParts {
  /** Epoch milliseconds, in order. */
  times: readonly number[]
  series: readonly StripSeries[]
  marks?: readonly StripMark[]
  height?: number
  /** What it shows, for who can't see it. */
  label: string
}

/** Shares over time: a line, its axis labels, and what happened. */
export function Strip({ times, series, marks = [], height = 160, label }: StripParts) {
  const element = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(undefined)
  const said = useRef<HTMLDivElement>(null)
  const drawn = useRef(marks)
  drawn.current = marks
  const scheme = useComputedColorScheme()
  const tones = series.map(({ tone }) => tone).join()
  // biome-ignore lint: the chart is made anew for another look, and fed otherwise.
  useEffect(() => {
    const host = element.current
    if (host === null) return
    const colours = coloursOf(host)
    const plot = new uPlot(
      {
        width: host.clientWidth,
        height,
        // The last time is written whole.
        padding: [18, 24, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
        scales: { y: { range: (_plot, _least, most) => [0, Math.min(1, roomFor(most ?? 0))] } },
        axes: [
          {
            stroke: colours.quiet,
            font: colours.font,
            size: 26,
            gap: 6,
            grid: { show: false },
            ticks: { show: false },
            values: (_plot, splits) => {
              // Of few minutes: two labels of one minute would say the same.
              const isShort = (splits[1] ?? 0) - (splits[0] ?? 0) < 60
              return splits.map((at) => clockTime(new Date(at * 1_000).toISOString(), isShort))
            },
            space: 120,
          },
          {
            stroke: colours.quiet,
            font: colours.font,
            size: 44,
            gap: 4,
            space: 40,
            grid: { stroke: colours.line, width: 1, dash: [1, 3] },
            ticks: { show: false },
            values: (_plot, splits) => splits.map((share) => percent(share)),
          },
        ],
        series: [
          {},
          ...tones.split(',').map((tone) => ({
            stroke: tone === 'new' ? colours.blue : colours.old,
            width: 1.5,
            spanGaps: true,
            points: { show: false },
          })),
        ],
        hooks: {
          draw: [(drawing) => drawMarks(drawing, drawn.current, colours)],
          setCursor: [(drawing) => tell(drawing, said.current)],
        },
      },
      [[], ...tones.split(',').map(() => [])],
      host,
    )
    chart.current = plot
    const observer = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height }))
    observer.observe(host)
    return () => {
      observer.disconnect()
      plot.destroy()
      chart.current = undefined
    }
  }, [height, scheme, tones])
  useEffect(() => {
    const data = [times.map((at) => at / 1_000), ...series.map(({ values }) => [...values])]
    chart.current?.setData(data as uPlot.AlignedData)
  }, [times, series, marks, scheme])
  return (
    <div className={classes.strip} role="img" aria-label={label}>
      <div ref={element} />
      <div ref={said} className={classes.said} aria-hidden="true" />
    </div>
  )
}

/** The least round share that holds the highest, so that the axis ends with a word. */
function roomFor(most: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(most, 0.01) * 1.05))
  return Math.ceil((Math.max(most, 0.01) * 1.05) / step / 2) * 2 * step
}

/** A canvas knows no custom properties. */
function coloursOf(host: HTMLElement): Colours {
  const style = getComputedStyle(host)
  const of = (name: string): string => style.getPropertyValue(name)
  return {
    blue: of('--blue'),
    old: of('--ink-3'),
    quiet: of('--ink-3'),
    ink: of('--ink-2'),
    red: of('--red-ink'),
    panel: of('--panel'),
    line: of('--line'),
    font: `11px ${style.fontFamily}`,
  }
}

/** What is under the pointer, in words. */
function tell(plot: uPlot, said: HTMLElement | null): void {
  if (said === null) return
  const { idx, left = -1 } = plot.cursor
  const at = idx === null || idx === undefined ? undefined : plot.data[0][idx]
  if (at === undefined || left < 0) {
    said.hidden = true
    return
  }
  const values = plot.data.slice(1).map((series) => series[idx ?? 0])
  said.hidden = false
  said.textContent = `${clockTime(new Date(at * 1_000).toISOString())} · ${values.map((value) => (value === null || value === undefined ? '–' : percent(value))).join(' / ')}`
  said.style.left = `${Math.min(left + 52, plot.width - 120)}px`
}
