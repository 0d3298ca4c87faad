import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Empty } from '../../components/panel'
import { usePlace } from '../../lib/place'
import { flagsQuery } from '../../lib/queries'
import type { FormPart } from './form-services'
import { outgoingOf } from './new-release'
import classes from './release-form.module.css'

const most = 30

/** Flags that go out together, found by a part of their key; those that are chosen stand first. */
export function FormFlags({ draft: { flags: chosen }, onChange }: FormPart) {
  const place = usePlace()
  const flags = useQuery(flagsQuery(place.project)).data ?? []
  const [search, setSearch] = useState('')
  const text = search.trim().toLowerCase()
  const found = flags.filter(
    ({ key, name }) =>
      Object.hasOwn(chosen, key) || key.toLowerCase().includes(text) || name.toLowerCase().includes(text),
  )
  const sorted = found.toSorted(
    (a, b) => Number(Object.hasOwn(chosen, b.key)) - Number(Object.hasOwn(chosen, a.key)),
  )

  function choose(flag: (typeof flags)[number], isChosen: boolean): void {
    const { [flag.key]: _gone, ...others } = chosen
    const { default: stands, offVariant: safe } = flag.environments[place.environment] ?? {}
    const standing = stands?.type === 'variant' ? stands.variant : undefined
    const outgoing = outgoingOf(Object.keys(flag.variants), { standing, safe })
    onChange({ flags: isChosen ? { ...others, [flag.key]: outgoing } : others })
  }

  return (
    <>
      {flags.length > 8 && (
        <input
          className={classes.search}
          aria-label="Find a flag"
          placeholder="Find a flag"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {flags.length === 0 && <Empty>There is no flag yet: make one first.</Empty>}
      {sorted.slice(0, most).map((flag) => {
        const outgoing = chosen[flag.key]
        return (
          <div key={flag.key} className={classes.flag}>
            <label>
              <input
                type="checkbox"
                checked={outgoing !== undefined}
                onChange={(event) => choose(flag, event.currentTarget.checked)}
              />{' '}
              <code>{flag.key}</code>
            </label>
            {outgoing !== undefined && (
              <select
                aria-label={`What ${flag.key} serves then`}
                value={outgoing}
                onChange={(event) =>
                  onChange({ flags: { ...chosen, [flag.key]: event.currentTarget.value } })
                }
              >
                {Object.keys(flag.variants).map((variant) => (
                  <option key={variant}>{variant}</option>
                ))}
              </select>
            )}
          </div>
        )
      })}
      {sorted.length > most && <p>And {sorted.length - most} more: find them by a part of their key.</p>}
    </>
  )
}
