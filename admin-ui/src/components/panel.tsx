import { useEffect, useRef } from 'react'
import { unbroken } from '../lib/format'
import classes from './panel.module.css'

interface PanelParts {
  title?: React.ReactNode
  /** What the figures are, in a few quiet words. */
  aside?: React.ReactNode
  children: React.ReactNode
  className?: string | undefined
}

export function Panel({ title, aside, children, className }: PanelParts) {
  return (
    <section className={className === undefined ? classes.panel : `${classes.panel} ${className}`}>
      {title !== undefined && (
        <header className={classes.head}>
          <h2>{title}</h2>
          <span className={classes.aside}>{aside}</span>
        </header>
      )}
      {children}
    </section>
  )
}

/** What a page begins with: the sentence that says what is true now, and the figures behind it. */
export function PageHead({
  title,
  detail,
  above,
  children,
}: {
  title: React.ReactNode
  detail?: React.ReactNode
  above?: React.ReactNode
  children?: React.ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  // The tab says it too, for whoever has many of them open.
  useEffect(() => {
    document.title = `${heading.current?.textContent ?? ''} · Ripcord`
    return () => {
      document.title = 'Ripcord'
    }
  })
  return (
    <header className={classes.pageHead}>
      <div className={classes.said}>
        {above !== undefined && <div className={classes.above}>{above}</div>}
        <h1 ref={heading}>{kept(title)}</h1>
        {detail !== undefined && <p className={classes.detail}>{kept(detail)}</p>}
      </div>
      {children !== undefined && <div className={classes.actions}>{children}</div>}
    </header>
  )
}

function kept(words: React.ReactNode): React.ReactNode {
  return typeof words === 'string' ? unbroken(words) : words
}

/** What is shown while nothing is known yet: the shape of what comes. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div className={classes.skeleton} aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <i key={line} />
      ))}
    </div>
  )
}

/** Nothing is there; what to do next. */
export function Empty({ children }: { children: React.ReactNode }) {
  return <p className={classes.empty}>{children}</p>
}
