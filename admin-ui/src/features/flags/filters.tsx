import { useHotkeys } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import { Key } from '../../components/button'
import { plural } from '../../lib/format'
import { type Flag, facets } from './find-flags'
import classes from './flags-page.module.css'

/** What the list is narrowed to, in the page's address. */
export function Filters({ all }: { all: readonly Flag[] }) {
  const search = useSearch({ from: '/p/$project/$environment/flags' })
  const navigate = useNavigate({ from: '/p/$project/$environment/flags' })
  const field = useRef<HTMLInputElement>(null)
  const set = (change: object): void =>
    void navigate({ search: (before) => withoutEmpty({ ...before, ...change }), replace: true })
  useHotkeys([['/', () => field.current?.focus()]])
  const choices = useMemo(() => facets(all), [all])
  return (
    <search className={classes.filters}>
      <div className={classes.find}>
        <input
          ref={field}
          type="search"
          aria-label="Search flags"
          placeholder={`Search ${plural(all.length, 'flag')}`}
          value={search.q ?? ''}
          onChange={(event) => set({ q: event.currentTarget.value })}
          onKeyDown={({ key, currentTarget }) => {
            if (key !== 'Escape') return
            set({ q: '' })
            currentTarget.blur()
          }}
        />
        <Key>/</Key>
      </div>
      <Choice name="state" value={search.state} options={['killed', 'rolling', 'on', 'off']} onChange={set} />
      <Choice name="kind" value={search.kind} options={choices.kinds} onChange={set} />
      <Choice name="owner" value={search.owner} options={choices.owners} onChange={set} />
      <Choice name="tag" value={search.tag} options={choices.tags} onChange={set} />
    </search>
  )
}

function Choice({
  name,
  value,
  options,
  onChange,
}: {
  name: 'state' | 'kind' | 'owner' | 'tag'
  value: string | undefined
  options: readonly string[]
  onChange: (change: object) => void
}) {
  if (options.length === 0) return null
  return (
    <label className={classes.choice} data-set={value !== undefined}>
      {name}:{' '}
      <select value={value ?? ''} onChange={(event) => onChange({ [name]: event.currentTarget.value })}>
        <option value="">any</option>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  )
}

function withoutEmpty(search: object): object {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== '' && value !== undefined))
}
