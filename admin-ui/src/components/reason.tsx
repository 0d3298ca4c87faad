import { Field } from './field'

/** Why it is done: production asks, elsewhere it may be said. */
export function Reason({
  isAsked,
  value,
  onChange,
}: {
  isAsked: boolean
  value: string
  onChange: (value: string) => void
}) {
  return (
    <Field label={isAsked ? 'Why? Production asks.' : 'Why? It stands in the history.'}>
      <input
        value={value}
        maxLength={1_000}
        required={isAsked}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  )
}

/** As a part of what is sent; nothing where nothing was said. */
export function reasonOf(value: string): { reason?: string } {
  return value.trim() === '' ? {} : { reason: value.trim() }
}
