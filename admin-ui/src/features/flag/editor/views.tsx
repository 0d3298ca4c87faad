import classes from './editor.module.css'

const views = ['Fields', 'JSON'] as const
export type View = (typeof views)[number]

/** Two ways to edit one draft. */
export function Views({
  label,
  shown,
  onShow,
}: {
  label: string
  shown: View
  onShow: (view: View) => void
}) {
  return (
    <div className={classes.views} role="tablist" aria-label={label}>
      {views.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          aria-selected={name === shown}
          onClick={() => onShow(name)}
        >
          {name}
        </button>
      ))}
    </div>
  )
}
