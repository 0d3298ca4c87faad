import classes from './button.module.css'

interface ButtonParts extends React.ButtonHTMLAttributes<HTMLButtonElement> {
  /** `danger` kills, and nothing else does. */
  tone?: 'plain' | 'strong' | 'danger' | 'quietDanger'
  keyHint?: string
}

/** Says what it does where: "Kill pricing-v3 in production". */
export function Button({ tone = 'plain', keyHint, children, className, ...rest }: ButtonParts) {
  return (
    <button type="button" {...rest} className={`${classes.button} ${className ?? ''}`} data-tone={tone}>
      {children}
      {keyHint !== undefined && <kbd className={classes.key}>{keyHint}</kbd>}
    </button>
  )
}

export function Key({ children }: { children: string }) {
  return <kbd className={classes.key}>{children}</kbd>
}
