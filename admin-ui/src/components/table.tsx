import classes from './table.module.css'

/** Scrolls sideways by itself where it is too wide, by keys as well. */
export function Table({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={label}>
      <table className={classes.table}>{children}</table>
    </div>
  )
}
