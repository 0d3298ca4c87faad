import type { Line } from '../diff-lines'
import classes from './editor.module.css'

/** Lines that came and went, with what is about them; `null` stands for what is left out. */
export function Difference({ label, lines }: { label: string; lines: readonly (Line | null)[] }) {
  return (
    // It may be scrolled, so that keys have to get there too.
    <section className={classes.diff} aria-label={label} tabIndex={0}>
      <h3>{label}</h3>
      {lines.map((line, index) => (
        // lines have no names but their places.
        <div key={index} data-sign={line?.sign}>
          {line === null ? '⋯' : `${line.sign} ${line.text}`}
        </div>
      ))}
    </section>
  )
}
