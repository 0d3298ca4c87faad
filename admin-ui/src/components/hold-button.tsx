import { useEffect, useRef, useState } from 'react'
import classes from './hold-button.module.css'

/** So long it is held until it does what it says. */
export const holdMs = 900

interface HoldButtonParts {
  onHeld: () => void
  disabled?: boolean
  children: React.ReactNode
}

/** Pressed by mistake it does nothing: it has to be held, by finger, mouse, space or enter. */
export function HoldButton({ onHeld, disabled = false, children }: HoldButtonParts) {
  const [isHeld, setHeld] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const release = (): void => {
    clearTimeout(timer.current)
    setHeld(false)
  }
  const press = (): void => {
    if (disabled || isHeld) return
    setHeld(true)
    timer.current = setTimeout(() => {
      setHeld(false)
      onHeld()
    }, holdMs)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <button
      type="button"
      className={classes.hold}
      data-held={isHeld}
      disabled={disabled}
      style={{ '--hold': `${holdMs}ms` } as React.CSSProperties}
      onPointerDown={press}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onBlur={release}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={({ key, repeat }) => {
        if (!repeat && (key === ' ' || key === 'Enter')) press()
      }}
      onKeyUp={release}
    >
      <span>{children}</span>
    </button>
  )
}
