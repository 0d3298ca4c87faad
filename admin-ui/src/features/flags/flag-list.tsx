import { useHotkeys } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { Empty, Panel } from '../../components/panel'
import { useEnvironments } from '../../lib/environments'
import { usePlace } from '../../lib/place'
import { useKill } from '../kills/kill-dialog'
import { type Flag } from './find-flags'
import { FlagRow } from './flag-row'
import classes from './flags-page.module.css'

const rowHeight = 35

/** As many rows as are seen, however many flags there are; by keys as well. */
export function FlagList({ flags, total }: { flags: readonly Flag[]; total: number }) {
  const place = usePlace()
  const { environment } = place
  const navigate = useNavigate()
  const environments = useEnvironments()
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
            {environments.map((key) => (
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
                <FlagRow
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
