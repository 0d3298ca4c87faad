import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Command, CopyButton } from '../../components/copy'
import { Problem } from '../../components/field'
import { api } from '../../lib/api'
import type { Place } from '../../lib/place'
import classes from './keys.module.css'
import { sdkSnippet } from './snippet'

/** Makes a key, and shows it this once. */
export function NewKey({ place, flag }: { place: Place; flag: string }) {
  const queries = useQueryClient()
  const [made, setMade] = useState<{ name: string; key: string }>()
  const create = useMutation({
    mutationFn: ({ name }: { name: string; form: HTMLFormElement }) =>
      api.createKey({ params: place, body: { name } }),
    onSuccess(key, { form }) {
      setMade(key)
      form.reset()
      void queries.invalidateQueries({ queryKey: ['keys'] })
    },
  })
  return (
    <>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          const name = new FormData(event.currentTarget).get('name')
          if (typeof name === 'string') create.mutate({ name: name.trim(), form: event.currentTarget })
        }}
      >
        <label>
          Name of the key
          <input name="name" required maxLength={200} placeholder="checkout service" autoComplete="off" />
        </label>
        <Button type="submit" tone="strong" disabled={create.isPending}>
          Create SDK key
        </Button>
      </form>
      <Problem of={create.error} />
      {made !== undefined && <ShownOnce name={made.name} sdkKey={made.key} flag={flag} />}
    </>
  )
}

export function ShownOnce({ name, sdkKey, flag }: { name: string; sdkKey: string; flag: string }) {
  return (
    <section aria-label="The new key">
      <p>
        This is the key of <b>{name}</b>. It is shown this once:
      </p>
      <Command text={sdkKey} />
      <Snippet sdkKey={sdkKey} flag={flag} />
    </section>
  )
}

export function Snippet({ sdkKey, flag }: { sdkKey: string | undefined; flag: string }) {
  const text = sdkSnippet({ url: location.origin, sdkKey, flag })
  return (
    <>
      <pre className={classes.code} tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text}>copy the program</CopyButton>
    </>
  )
}
