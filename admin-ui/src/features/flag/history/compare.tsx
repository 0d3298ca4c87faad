import { useQuery } from '@tanstack/react-query'
import { lazy, useState } from 'react'
import { Button } from '../../../components/button'
import { Dialog } from '../../../components/dialog'
import { Problem } from '../../../components/field'
import { Empty, Panel, Skeleton } from '../../../components/panel'
import { count } from '../../../lib/format'
import { usePlace } from '../../../lib/place'
import type { Flag, Settings } from '../flag'
import { offWords, readBack } from '../words'
import { DiffView } from './diff-view'
import type { Pair } from './happenings'
import classes from './history.module.css'
import { type Past, type PastSettings, pastQuery, textOf } from './states'

const GoBackForm = lazy(async () => ({ default: (await import('./go-back-form')).GoBackForm }))

interface CompareParts {
  flag: Flag
  settings: Settings
  pair: Pair
  /** The last change of it. */
  newest: number
  onChoose: (from: number, to: number) => void
}

/** The flag after one revision against the flag after another: in sentences, and line by line. */
export function Compare({ flag, settings, pair: { older, newer }, newest, onChoose }: CompareParts) {
  const place = usePlace()
  const [isUnified, setUnified] = useState(false)
  const [goingTo, setGoingTo] = useState<number>()
  const left = useQuery(pastQuery(place, flag.key, older))
  const right = useQuery(pastQuery(place, flag.key, newer))
  return (
    <Panel
      title={`From revision ${count(older)} to revision ${count(newer)}`}
      aside={`in ${place.environment}`}
    >
      <Problem of={left.error ?? right.error} />
      {left.data === undefined || right.data === undefined ? (
        <Skeleton lines={6} />
      ) : (
        <Differences
          key={`${older} ${newer}`}
          pasts={[left.data, right.data]}
          names={[`Revision ${count(older)}`, `Revision ${count(newer)}`]}
          isUnified={isUnified}
        />
      )}
      <div className={classes.foot}>
        <span className={classes.ways}>
          <Button aria-pressed={!isUnified} onClick={() => setUnified(false)}>
            Side by side
          </Button>
          <Button aria-pressed={isUnified} onClick={() => setUnified(true)}>
            One column
          </Button>
        </span>
        {newer !== newest && (
          <Button onClick={() => setGoingTo(newer)}>Go back to revision {count(newer)}…</Button>
        )}
        {left.data?.settings !== null && (
          <Button onClick={() => setGoingTo(older)}>Go back to revision {count(older)}…</Button>
        )}
      </div>
      <Dialog isOpen={goingTo !== undefined} onClose={() => setGoingTo(undefined)} label="Go back" size={900}>
        {goingTo !== undefined && (
          <GoBackForm
            flag={flag.key}
            settings={settings}
            to={goingTo}
            onCancel={() => setGoingTo(undefined)}
            onDone={(before, after) => {
              setGoingTo(undefined)
              onChoose(before, after)
            }}
          />
        )}
      </Dialog>
    </Panel>
  )
}

interface DifferencesParts {
  pasts: readonly [Past, Past]
  names: readonly [string, string]
  isUnified: boolean
}

function Differences({ pasts: [left, right], names, isUnified }: DifferencesParts) {
  const place = usePlace()
  const parts = [
    {
      title: `How it is set in ${place.environment}`,
      before: textOf(left.settings),
      after: textOf(right.settings),
    },
    {
      title: 'What it is, in every environment',
      before: textOf(left.definition),
      after: textOf(right.definition),
    },
  ].filter(({ before, after }) => before !== after)
  if (parts.length === 0) return <Empty>Nothing of it differs between them here.</Empty>
  const [said, saidThen] = [saidOf(left.settings), saidOf(right.settings)]
  return (
    <>
      {said !== saidThen && (
        <dl className={classes.said}>
          {[said, saidThen].map((text, side) => (
            <div key={names[side]}>
              <dt>{names[side]}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {parts.map(({ title, before, after }) => (
        <section key={title} className={classes.part}>
          <h3>{title}</h3>
          <DiffView before={before} after={after} names={names} label={title} isUnified={isUnified} />
        </section>
      ))}
    </>
  )
}

/** What everybody got then, in whole sentences. */
function saidOf(settings: PastSettings | null): string {
  if (settings === null) return 'It was not there yet.'
  if (!settings.enabled) return `It is off: everybody gets ${offWords(settings.offVariant)}.`
  try {
    return readBack(settings)
  } catch {
    return ''
  }
}
