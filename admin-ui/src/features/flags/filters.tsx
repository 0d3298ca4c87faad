import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import { Key } from '../../components/button'
import { count, plural } from '../../lib/format'
import { useKeys } from '../../lib/use-keys'
import { type Facts, type Flag, facets, named } from './find-flags'
import classes from './flags-page.module.css'

/** What the list is narrowed to, in the page's address. */
export function Filters({ all, facts }: { all: readonly Flag[]; facts: Facts }) {
  const search = useSearch({ from: '/p/$project/$environment/flags' })
  const navigate = useNavigate({ from: '/p/$project/$environment/flags' })
  const field = useRef<HTMLInputElement>(null)
  const set = (change: object): void =>
    void navigate({ search: (before) => withoutEmpty({ ...before, ...change }), replace: true })
  useKeys([['/', () => field.current?.focus()]])
  const choices = useMemo(() => facets(all), [all])
  const releases = useMemo(() => named(facts.partOf.values()), [facts])
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
      <Choice name="release" value={search.release} options={releases} onChange={set} />
      {(facts.stale.size > 0 || search.stale !== undefined) && (
        <button
          type="button"
          className={classes.choice}
          data-set={search.stale !== undefined}
          aria-pressed={search.stale !== undefined}
          title="Not evaluated, or the same for everybody, for a month; or past its end"
          onClick={() => set({ stale: search.stale === undefined ? 'yes' : '' })}
        >
          stale: {count(facts.stale.size)}
          {search.stale !== undefined && ' ×'}
        </button>
      )}
    </search>
  )
}

function Choice({
  name,
  value,
  options,
  onChange,
}: {
  name: 'state' | 'kind' | 'owner' | 'tag' | 'release'
  value: string | undefined
  options: readonly string[]
  onChange: (change: object) => void
}) {
  if (options.length === 0 && value === undefined) return null
  // What an address asks for may be gone: it is shown as what it is.
  const shown = value === undefined || options.includes(value) ? options : [value, ...options]
  return (
    <label className={classes.choice} data-set={value !== undefined}>
      {name}:{' '}
      <select value={value ?? ''} onChange={(event) => onChange({ [name]: event.currentTarget.value })}>
        <option value="">any</option>
        {shown.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  )
}

function withoutEmpty(search: object): object {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== '' && value !== undefined))
}
