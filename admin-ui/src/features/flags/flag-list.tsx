import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useRef, useState } from 'react'
import { Empty, Panel } from '../../components/panel'
import { useEnvironments } from '../../lib/environments'
import { age } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { useKeys } from '../../lib/use-keys'
import { useNow } from '../../lib/use-now'
import { useKill, useKillAim } from '../kills/kill-dialog'
import type { Facts, Flag } from './find-flags'
import { FlagRow } from './flag-row'
import classes from './flags-page.module.css'
import { HeadRow } from './head-row'
import type { Selection } from './selection'
import { useRows, useServed } from './use-rows'

interface ListParts {
  flags: readonly Flag[]
  total: number
  facts: Facts
  /** By flag, when it was changed here; undefined while nobody knows. */
  lastChanged: Readonly<Record<string, string>> | undefined
  selection: Selection
}

/** As many rows as are seen, however many flags there are; by keys as well. */
export function FlagList({ flags, total, facts, lastChanged, selection }: ListParts) {
  const place = usePlace()
  const navigate = useNavigate()
  const base = `/p/${encodeURIComponent(place.project)}/${encodeURIComponent(place.environment)}`
  const names = useEnvironments().join('\n')
  const environments = useMemo(() => names.split('\n'), [names])
  const scroller = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState<string>()
  const index = flags.findIndex(({ key }) => key === current)
  const { ask } = useKill()
  const { chosen, toggle, clear } = selection
  const rows = useRows(flags, scroller)
  const served = useServed(flags, rows)
  const now = useNow(10_000)
  const kill = useCallback((flag: string) => ask({ type: 'flags', flags: [flag] }), [ask])
  const go = (step: number): void => {
    const next = Math.max(0, Math.min(flags.length - 1, index + step))
    setCurrent(flags[next]?.key)
    rows.scrollToIndex(next, { align: 'auto' })
  }
  const open = (): void => {
    if (index >= 0 && current !== undefined)
      void navigate({ to: '/p/$project/$environment/flags/$flag', params: { ...place, flag: current } })
  }
  useKeys([
    ['e', open],
    ['Enter', open],
    ['j', () => go(1)],
    ['k', () => go(-1)],
    ['x', () => index >= 0 && current !== undefined && toggle(current)],
    ['Escape', () => (chosen.size > 0 ? clear() : setCurrent(undefined))],
  ])
  const aimed = chosen.size > 0 ? [...chosen].join('\n') : index >= 0 ? current : undefined
  useKillAim(
    useMemo(() => (aimed === undefined ? undefined : { type: 'flags', flags: aimed.split('\n') }), [aimed]),
  )
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
  return (
    <Panel className={classes.panel}>
      <div
        className={classes.scroller}
        ref={scroller}
        tabIndex={0}
        role="group"
        aria-label="Flags"
        onClick={(event) => {
          const href = hrefOf(event)
          if (href !== undefined) void navigate({ href })
        }}
      >
        <div
          role="table"
          aria-rowcount={flags.length + 1}
          style={{ '--environments': environments.length } as React.CSSProperties}
        >
          <HeadRow environments={environments} flags={flags} selection={selection} />
          <div role="rowgroup" className={classes.rows} style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ index: i, start }) => {
              const flag = flags[i]
              if (flag === undefined) return null
              const changedAt = lastChanged?.[flag.key]
              return (
                <FlagRow
                  key={flag.key}
                  flag={flag}
                  index={i}
                  start={start}
                  isCurrent={i === index}
                  isChosen={chosen.has(flag.key)}
                  environments={environments}
                  environment={place.environment}
                  base={base}
                  bands={served.of(flag.key)}
                  changed={changedAt === undefined ? '' : age(Math.max(0, now - Date.parse(changedAt)))}
                  release={facts.partOf.get(flag.key)}
                  stale={facts.stale.get(flag.key)}
                  onChoose={toggle}
                  onKill={kill}
                />
              )
            })}
          </div>
        </div>
      </div>
    </Panel>
  )
}

/** Where a link leads that was pressed to go there in this tab; the page is changed without being loaded anew. */
function hrefOf(event: React.MouseEvent): string | undefined {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey } = event
  if (button !== 0 || metaKey || ctrlKey || shiftKey || altKey || !(target instanceof Element))
    return undefined
  const href = target.closest('a')?.getAttribute('href') ?? undefined
  if (href !== undefined) event.preventDefault()
  return href
}
