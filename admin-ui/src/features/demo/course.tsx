import type { Demo } from '@ripcord/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from '../../components/button'
import { Tag } from '../../components/mark'
import { StageBar } from '../../components/stage-bar'
import { Step, Steps, Waiting } from '../../components/steps'
import { duration } from '../../lib/format'
import type { Place } from '../../lib/place'
import { incidentQuery, overviewQuery } from '../../lib/queries'
import classes from './demo.module.css'
import { stepsOf } from './sold'

interface CourseParts {
  demo: Demo
  mayRun: boolean
  isBusy: boolean
  ask: (step: 'break' | 'mend') => void
}

/** The three steps: what is done is seen, what is next can be done here. */
export function Course({ demo, mayRun, isBusy, ask }: CourseParts) {
  const { state, place, release, killId } = demo
  const [rolls, breaks, kills] = stepsOf(state)
  const isOver = state === 'killed' || state === 'over'
  return (
    <Steps>
      <Step at={1} state={rolls} title="A release goes out, stage by stage">
        <p>Two flags lead a part of the customers to a new checkout and a new ledger.</p>
        {state === 'starting' && <Waiting>its services connect</Waiting>}
        {place !== null && release !== null && !isOver && rolls !== 'later' && (
          <Rolling place={place} release={release} />
        )}
      </Step>
      <Step at={2} state={breaks} title="Break it">
        <p>
          {breaks === 'done' && !isOver
            ? 'Customers buy gliders. The new ledger has no account for them, and throws.'
            : 'Customers begin to buy gliders, for which the new ledger has no account: it throws, in real requests.'}
        </p>
        {breaks === 'now' && mayRun && (
          <Button tone="strong" disabled={isBusy} onClick={() => ask('break')}>
            Break it
          </Button>
        )}
        {state === 'broken' && mayRun && (
          <Button disabled={isBusy} onClick={() => ask('mend')}>
            Mend it
          </Button>
        )}
      </Step>
      <Step at={3} state={kills} title="Watch the guard kill">
        <p>
          It compares requests of the new code with those of the old. Where the new one fails more often than
          chance allows, both flags serve the old code, in every process at once.
        </p>
        {kills === 'now' && <Waiting>nobody has to press anything</Waiting>}
        {place !== null && killId !== null && state !== 'off' && <Killed place={place} killId={killId} />}
        {isOver && mayRun && (
          <Button tone="strong" disabled={isBusy} onClick={() => ask('mend')}>
            Mend it, and roll out the next
          </Button>
        )}
      </Step>
    </Steps>
  )
}

function Rolling({ place, release }: { place: Place; release: string }) {
  const now = useQuery(overviewQuery(place)).data?.rolling.find((one) => one.release === release)
  return (
    <div className={classes.rolling}>
      {now !== undefined && (
        <>
          <StageBar {...now} isHeld={now.holds.length > 0} />
          <p>{now.because}</p>
        </>
      )}
      <Link to="/p/$project/$environment/releases/$release" params={{ ...place, release }}>
        Open {release}
      </Link>
    </div>
  )
}

/** What the guard said, how fast it was everywhere, and where all of it is told. */
function Killed({ place, killId }: { place: Place; killId: string }) {
  const { data } = useQuery(incidentQuery(place, killId))
  if (data === undefined) return null
  const { actor, reason, acknowledged, times } = data
  const { safe, total } = acknowledged
  const everywhere =
    times.propagate === null || times.commit === null
      ? ''
      : `, ${duration(times.propagate - times.commit)} after the kill`
  return (
    <div className={classes.killed}>
      <p>
        <Tag tone="killed">{actor.type === 'guard' ? 'killed by the guard' : 'killed'}</Tag> {reason}
      </p>
      <p>
        {safe} of {total} instances are safe{everywhere}.{' '}
        <Link to="/p/$project/$environment/incidents/$kill" params={{ ...place, kill: killId }}>
          Open the incident
        </Link>
      </p>
    </div>
  )
}
