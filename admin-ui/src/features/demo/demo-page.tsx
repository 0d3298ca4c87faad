import type { Demo } from '@ripcord/api'
import { Link, Navigate } from '@tanstack/react-router'
import { Button } from '../../components/button'
import { Problem } from '../../components/field'
import { PageHead } from '../../components/panel'
import { Pending } from '../../components/pending'
import { type Place, usePlace } from '../../lib/place'
import { Course } from './course'
import classes from './demo.module.css'
import { Running } from './running'
import { useDemo, useMayRun } from './use-demo'

/** The example shop beside this server: it rolls out something new, one breaks it, and the guard takes it back. */
export function DemoPage() {
  const here = usePlace()
  const { demo, error, problem, asked, ask } = useDemo()
  const mayRun = useMayRun()
  if (demo === undefined) return <Pending title="Live demo" error={error} lines={6} />
  const { state, place, refusal } = demo
  if (state !== 'off' && place !== null && !isSame(place, here))
    return <Navigate to="/p/$project/$environment/demo" params={place} replace />
  const isBusy = asked !== undefined
  return (
    <>
      <PageHead title={demo.sentence} detail={demo.detail}>
        {state === 'off' && mayRun && refusal === null && (
          <Button tone="strong" disabled={isBusy} onClick={() => ask('start')}>
            Start the live demo
          </Button>
        )}
        {state !== 'off' && mayRun && (
          <Button disabled={isBusy || state === 'ending'} onClick={() => ask('end')}>
            End the demo
          </Button>
        )}
      </PageHead>
      <Problem of={problem} />
      <div className={state === 'off' ? classes.alone : classes.grid}>
        <Course demo={demo} mayRun={mayRun} isBusy={isBusy} ask={ask} />
        {state !== 'off' && place !== null && <Running demo={demo} place={place} />}
      </div>
      {state === 'off' && <Afterwards demo={demo} mayRun={mayRun} />}
    </>
  )
}

function isSame(one: Place, other: Place): boolean {
  return one.project === other.project && one.environment === other.environment
}

/** What stays of the last one, and who may start the next. */
function Afterwards({ demo: { place, release, refusal }, mayRun }: { demo: Demo; mayRun: boolean }) {
  return (
    <div className={classes.after}>
      {!mayRun && refusal === null && (
        <p>
          It starts processes beside the server, so only a person may who has opened its one-time link:{' '}
          <code>ripcord link</code> prints another.
        </p>
      )}
      {place !== null && release !== null && (
        <p>
          The last one has ended, with its processes and its key. What happened stays:{' '}
          <Link to="/p/$project/$environment/releases/$release" params={{ ...place, release }}>
            {release}
          </Link>{' '}
          and{' '}
          <Link to="/p/$project/$environment/incidents" params={place}>
            its incidents
          </Link>
          .
        </p>
      )}
    </div>
  )
}
