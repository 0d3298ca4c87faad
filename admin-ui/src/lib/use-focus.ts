import { useEffect, useRef } from 'react'

/** Puts the cursor into a field when it comes: a dialog whose inside is loaded later has looked for one in vain. */
export function useFocus<E extends HTMLElement>() {
  const element = useRef<E>(null)
  useEffect(() => element.current?.focus(), [])
  return element
}
