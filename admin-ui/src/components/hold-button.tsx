import { useEffect, useRef, useState } from 'react'
import classes from './hold-button.module.css'

/** So long it is held until it does what it says. */
export const holdMs = 900

/** Whoever slides so far away has thought better of it. */
const slippedPx = 60

interface HoldButtonParts {
  onHeld: () => void
  disabled?: boolean
  children: React.ReactNode
}

/** Pressed by mistake it does nothing: it has to be held, by finger, mouse, space or enter. */
export function HoldButton({ onHeld, disabled = false, children }: HoldButtonParts) {
  const [isHeld, setHeld] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const pressedAt = useRef({ x: 0, y: 0 })
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
      onPointerDown={(event) => {
        // What is read meanwhile may move the button: it is still held.
        event.currentTarget.setPointerCapture(event.pointerId)
        pressedAt.current = { x: event.clientX, y: event.clientY }
        press()
      }}
      onPointerUp={release}
      onPointerMove={({ clientX, clientY }) => {
        if (Math.hypot(clientX - pressedAt.current.x, clientY - pressedAt.current.y) > slippedPx) release()
      }}
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
