import { TextField } from './field'

/** Why it is done: where it is asked for nothing is done without. */
export function Reason({
  isAsked,
  value,
  onChange,
  ref,
}: {
  isAsked: boolean
  value: string
  onChange: (value: string) => void
  ref?: React.Ref<HTMLInputElement> | undefined
}) {
  return (
    <TextField
      ref={ref}
      label={isAsked ? 'Why? It goes into the history.' : 'Why? May be left out.'}
      value={value}
      maxLength={1_000}
      required={isAsked}
      onChange={onChange}
    />
  )
}

/** As a part of what is sent; nothing where nothing was said. */
export function reasonOf(value: string): { reason?: string } {
  return value.trim() === '' ? {} : { reason: value.trim() }
}
