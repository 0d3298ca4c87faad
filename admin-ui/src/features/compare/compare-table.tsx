import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Mark } from '../../components/mark'
import { Panel } from '../../components/panel'
import { Table } from '../../components/table'
import { plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import type { Flag } from '../flags/find-flags'
import type { Selection } from '../flags/selection'
import { servesNow, stateOf } from '../flags/serves'
import type { Promotion } from './compare'
import classes from './compare.module.css'
import { DifferenceLines } from './difference-lines'

interface TableParts {
  promotion: Promotion
  flags: readonly Flag[]
  selection: Selection
  onPromote: (flag: string) => void
}

const step = 200

/** Each flag that differs, as it is there and here. */
export function CompareTable({ promotion, flags, selection, onPromote }: TableParts) {
  const place = usePlace()
  const [shown, setShown] = useState(step)
  const { from, to } = promotion
  const byKey = new Map(flags.map((flag) => [flag.key, flag]))
  const isAll = promotion.flags.every(({ flag }) => selection.chosen.has(flag))
  return (
    <Panel>
      <Table label="What differs">
        <thead>
          <tr>
            <th className={classes.box}>
              <input
                type="checkbox"
                aria-label="Select all that differ"
                checked={isAll}
                onChange={() =>
                  isAll ? selection.clear() : selection.choose(promotion.flags.map(({ flag }) => flag))
                }
              />
            </th>
            <th>flag</th>
            <th className={classes.sideName}>{from} serves</th>
            <th className={classes.sideName}>{to} serves</th>
            <th className={classes.late}>what differs</th>
            <th className={classes.act} />
          </tr>
        </thead>
        <tbody>
          {promotion.flags.slice(0, shown).map(({ flag, differences }) => (
            <tr key={flag}>
              <td className={classes.box}>
                <input
                  type="checkbox"
                  aria-label={`Select ${flag}`}
                  checked={selection.chosen.has(flag)}
                  onChange={() => selection.toggle(flag)}
                />
              </td>
              <td className={classes.flag}>
                <Link to="/p/$project/$environment/flags/$flag" params={{ ...place, flag }}>
                  <code>{flag}</code>
                </Link>
              </td>
              <Side flag={byKey.get(flag)} environment={from} />
              <Side flag={byKey.get(flag)} environment={to} />
              <td className={classes.late}>
                <details className={classes.differs}>
                  <summary>{plural(differences.length, 'difference')}</summary>
                  <DifferenceLines differences={differences} />
                </details>
              </td>
              <td className={classes.act}>
                <Button aria-label={`Promote ${flag} to ${to}`} onClick={() => onPromote(flag)}>
                  Promote…
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {promotion.flags.length > shown && (
        <p>
          <Button onClick={() => setShown(shown + step)}>
            Show more of {plural(promotion.flags.length, 'flag')}
          </Button>
        </p>
      )}
    </Panel>
  )
}

function Side({ flag, environment }: { flag: Flag | undefined; environment: string }) {
  const settings = flag?.environments[environment]
  return (
    <td className={classes.side}>
      <Mark state={stateOf(settings).state}>{servesNow(settings)}</Mark>
    </td>
  )
}
