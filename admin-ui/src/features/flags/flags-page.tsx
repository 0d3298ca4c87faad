import { Tooltip } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { lazy, useEffect, useMemo, useRef, useState } from 'react'
import { Button, Key } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { Mark, Tag } from '../../components/mark'
import { Empty, PageHead, Panel, Skeleton } from '../../components/panel'
import { sentenceOf } from '../../lib/api'
import { count, plural } from '../../lib/format'
import { useFlash } from '../../lib/live'
import { usePlace } from '../../lib/place'
import { flagsQuery, projectsQuery } from '../../lib/queries'
import { useKill } from '../kills/kill-dialog'
import { type Flag, facets, found } from './find-flags'
import classes from './flags-page.module.css'
import { stateOf } from './serves'

const NewFlagForm = lazy(async () => ({ default: (await import('./new-flag-form')).NewFlagForm }))

const rowHeight = 35

/** All flags of a project, with their state in every environment. */
export function FlagsPage() {
  const place = usePlace()
  const search = useSearch({ from: '/p/$project/$environment/flags' })
  const { data, error } = useQuery(flagsQuery(place.project))
  const flags = useMemo(() => found(data ?? [], place.environment, search), [data, place.environment, search])
  if (data === undefined)
    return (
      <>
        <PageHead title="Flags" detail={error === null ? undefined : sentenceOf(error)} />
        <Panel>
          <Skeleton lines={10} />
        </Panel>
      </>
    )
  return (
    <>
      <PageHead title={headOf(data, place.environment)} detail={detailOf(data, flags)}>
        <NewFlag />
      </PageHead>
      <Filters all={data} />
      <List flags={flags} total={data.length} />
      <p className={classes.keys}>
        <Key>j</Key> <Key>k</Key> move <Key>e</Key> open <Key>/</Key> search <Key>n</Key> new <Key>K</Key>{' '}
        kill <Key>Esc</Key> clear
      </p>
    </>
  )
}

function NewFlag() {
  const { project } = usePlace()
  const projects = useQuery(projectsQuery)
  const [isOpen, setOpen] = useState(false)
  const environments = projects.data?.find(({ key }) => key === project)?.environments ?? []
  useHotkeys([['n', () => setOpen(true)]])
  return (
    <>
      <Button onClick={() => setOpen(true)} keyHint="n">
        New flag
      </Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} label="A new flag">
        <NewFlagForm environments={environments.map(({ key }) => key)} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function headOf(flags: readonly Flag[], environment: string): string {
  const killed = flags.filter(({ environments }) => (environments[environment]?.kills.length ?? 0) > 0).length
  const rolling = flags.filter(({ environments }) => environments[environment]?.release !== undefined).length
  if (killed > 0) return `${plural(killed, 'flag')} ${killed === 1 ? 'is' : 'are'} killed in ${environment}.`
  if (rolling > 0)
    return `${plural(rolling, 'flag')} ${rolling === 1 ? 'is' : 'are'} rolling out in ${environment}.`
  return flags.length === 0
    ? 'There is no flag yet.'
    : `${plural(flags.length, 'flag')} serve as they are set in ${environment}.`
}

function detailOf(all: readonly Flag[], shown: readonly Flag[]): string | undefined {
  return shown.length === all.length ? undefined : `${count(shown.length)} of ${count(all.length)} are shown.`
}

function Filters({ all }: { all: readonly Flag[] }) {
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

function List({ flags, total }: { flags: readonly Flag[]; total: number }) {
  const place = usePlace()
  const { environment, project } = place
  const navigate = useNavigate()
  const projects = useQuery(projectsQuery)
  const environments = projects.data?.find(({ key }) => key === project)?.environments ?? []
  const scroller = useRef<HTMLDivElement>(null)
  const [selected, setSelected] = useState(-1)
  const kill = useKill()
  const rows = useVirtualizer({
    count: flags.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const go = (step: number): void => {
    const next = Math.max(0, Math.min(flags.length - 1, selected + step))
    setSelected(next)
    rows.scrollToIndex(next, { align: 'auto' })
  }
  // What was selected among others is not what stands there now.
  useEffect(() => setSelected(-1), [flags.length])
  const open = (): void => {
    const flag = flags[selected]
    if (flag !== undefined)
      void navigate({ to: '/p/$project/$environment/flags/$flag', params: { ...place, flag: flag.key } })
  }
  useHotkeys([
    ['e', open],
    ['Enter', open],
    ['j', () => go(1)],
    ['k', () => go(-1)],
    ['Escape', () => setSelected(-1)],
  ])
  if (flags.length === 0)
    return (
      <Panel>
        <Empty>
          {total === 0
            ? 'Create one, then evaluate it in a service.'
            : 'No flag is like this: clear a filter.'}
        </Empty>
      </Panel>
    )
  const columns = `minmax(180px, 1.6fr) 90px minmax(80px, 0.7fr) ${environments.map(() => '104px').join(' ')} minmax(120px, 1fr) 40px`
  return (
    <Panel className={classes.panel}>
      <div className={classes.scroller} ref={scroller} tabIndex={0} role="group" aria-label="Flags">
        <div
          role="table"
          aria-rowcount={flags.length + 1}
          style={{ '--columns': columns } as React.CSSProperties}
        >
          <div role="row" className={classes.headRow}>
            <span role="columnheader">flag</span>
            <span role="columnheader" className={classes.second}>
              kind
            </span>
            <span role="columnheader" className={classes.third}>
              owner
            </span>
            {environments.map(({ key }) => (
              <span
                role="columnheader"
                key={key}
                data-here={key === environment}
                className={key === environment ? classes.here : classes.elsewhere}
              >
                {key}
              </span>
            ))}
            <span role="columnheader" className={classes.third}>
              part of
            </span>
            <span role="columnheader" />
          </div>
          <div role="rowgroup" className={classes.rows} style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ index, start }) => {
              const flag = flags[index]
              if (flag === undefined) return null
              return (
                <Row
                  key={flag.key}
                  flag={flag}
                  index={index}
                  start={start}
                  isSelected={index === selected}
                  environments={environments}
                  onKill={() => kill.ask({ type: 'flags', flags: [flag.key] })}
                />
              )
            })}
          </div>
        </div>
      </div>
    </Panel>
  )
}

interface RowParts {
  flag: Flag
  index: number
  start: number
  isSelected: boolean
  environments: readonly { key: string }[]
  onKill: () => void
}

function Row({ flag, index, start, isSelected, environments, onKill }: RowParts) {
  const place = usePlace()
  const isFlashing = useFlash(flag.key)
  const release = flag.environments[place.environment]?.release
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={classes.row}
      data-flash={isFlashing}
      style={{ transform: `translateY(${start}px)` }}
    >
      <span role="cell" className={classes.flag}>
        <Tooltip label={flag.name} disabled={flag.name === flag.key}>
          <Link to="/p/$project/$environment/flags/$flag" params={{ ...place, flag: flag.key }}>
            <code>{flag.key}</code>
          </Link>
        </Tooltip>
      </span>
      <span role="cell" className={classes.second}>
        {flag.kind}
      </span>
      <span role="cell" className={classes.third}>
        {flag.owner}
      </span>
      {environments.map(({ key }) => {
        const { state, word } = stateOf(flag.environments[key])
        return (
          <span role="cell" key={key} className={key === place.environment ? undefined : classes.elsewhere}>
            <Mark state={state}>{word}</Mark>
          </span>
        )
      })}
      <span role="cell" className={classes.third}>
        {release !== undefined && (
          <Link to="/p/$project/$environment/releases/$release" params={{ ...place, release: release.key }}>
            <Tag tone="plain">{release.key}</Tag>
          </Link>
        )}
      </span>
      <span role="cell">
        <button
          type="button"
          className={classes.kill}
          onClick={onKill}
          aria-label={`Kill ${flag.key} in ${place.environment}`}
        >
          kill
        </button>
      </span>
    </div>
  )
}
