import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Field } from '../../components/field'
import form from '../../components/form.module.css'
import { Reading } from '../../components/reading'
import { reasonOf } from '../../components/reason'
import { api } from '../../lib/api'
import { clockTime, percent } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { preflightQuery } from '../../lib/queries'
import type { Release } from './release'
import { Step } from './step-dialog'

export type StepName = 'start' | 'advance' | 'complete' | 'abort' | 'suspend'

interface StepParts {
  release: Release
  onDone: () => void
}

/** The dialog of a step, loaded when it is first asked for. */
export function StepForm({ name, ...parts }: StepParts & { name: StepName }) {
  const Form = { start: Start, advance: Advance, complete: Complete, abort: Abort, suspend: Suspend }[name]
  return <Form {...parts} />
}

function Start({ release, onDone }: StepParts) {
  const place = usePlace()
  const { data, error } = useQuery(preflightQuery(place, release.key))
  const [confirmed, setConfirmed] = useState<readonly string[]>([])
  const confirms = data?.confirms ?? []
  const checks = confirms.flatMap(({ check }) => check ?? [])
  const first = release.stages[0]?.share ?? 0
  return (
    <Step
      title={`Start ${release.key} in ${place.environment}?`}
      does={`Start in ${place.environment}`}
      isBlocked={
        data === undefined || data.refusals.length > 0 || checks.some((id) => !confirmed.includes(id))
      }
      run={(reason) =>
        api.startRelease({
          params: { ...place, release: release.key },
          body: { ...(confirmed.length > 0 && { confirm: [...confirmed] }), ...reasonOf(reason) },
        })
      }
      onDone={onDone}
    >
      <p className={form.text}>
        {percent(first)} of everybody get{first === 0 ? ', for now,' : ''}{' '}
        <code>{release.flags.map(({ key, outgoing }) => `${key} = ${outgoing}`).join(', ')}</code>. Until it
        ends, the release owns what they serve.
      </p>
      {data === undefined && <Reading error={error} lines={2} />}
      {[...(data?.refusals ?? []), ...(data?.holds ?? [])].map(({ message }) => (
        <p key={message} className={form.text}>
          {message}
        </p>
      ))}
      {confirms.map(({ check = '', message }) => (
        <p key={message} className={form.text}>
          <label>
            <input
              type="checkbox"
              checked={confirmed.includes(check)}
              onChange={({ currentTarget: { checked } }) =>
                setConfirmed(checked ? [...confirmed, check] : confirmed.filter((id) => id !== check))
              }
            />{' '}
            Start although {check} knows nothing. {message}
          </label>
        </p>
      ))}
    </Step>
  )
}

function Advance({ release, onDone }: StepParts) {
  const place = usePlace()
  const { stages, stage } = release
  const here = stages[stage ?? 0]?.share ?? 0
  const next = stages[(stage ?? 0) + 1]?.share ?? 1
  return (
    <Step
      title={`Advance ${release.key} to ${percent(next)} in ${place.environment}?`}
      does={`Advance to ${percent(next)}`}
      run={(reason) =>
        api.advanceRelease({
          params: { ...place, release: release.key },
          body: { ...(stage !== null && { from: stage }), ...reasonOf(reason) },
        })
      }
      onDone={onDone}
    >
      <p className={form.text}>
        {percent(next)} of everybody get the new variants, instead of {percent(here)}. The guard does not wait
        until this stage has baked; it goes on watching.
      </p>
      {release.holds.map(({ because: held, since }) => (
        <p key={since} className={form.text}>
          It is held: {held}
        </p>
      ))}
    </Step>
  )
}

function Complete({ release, onDone }: StepParts) {
  const place = usePlace()
  return (
    <Step
      title={`Complete ${release.key} in ${place.environment}?`}
      does={`Complete in ${place.environment}`}
      run={(reason) =>
        api.completeRelease({ params: { ...place, release: release.key }, body: reasonOf(reason) })
      }
      onDone={onDone}
    >
      <p className={form.text}>
        Everybody gets the new variants, they become what the flags serve by default, and the guard no longer
        watches. Where the last stage has not passed, it ends without a verdict.
      </p>
    </Step>
  )
}

function Abort({ release, onDone }: StepParts) {
  const place = usePlace()
  return (
    <Step
      title={`Abort ${release.key} in ${place.environment}?`}
      does={`Abort in ${place.environment}`}
      run={(reason) =>
        api.abortRelease({ params: { ...place, release: release.key }, body: reasonOf(reason) })
      }
      onDone={onDone}
    >
      <p className={form.text}>
        Everybody gets what was there before the release. Nothing is killed, so nothing has to be restored,
        and it can be started again. When it does harm, kill it instead: a kill is fastest, and stays.
      </p>
    </Step>
  )
}

const minutes = [15, 30, 60, 240, 1_440]

function Suspend({ release, onDone }: StepParts) {
  const place = usePlace()
  const [length, setLength] = useState(30)
  const until = new Date(Date.now() + length * 60_000).toISOString()
  return (
    <Step
      title={`Suspend the guard of ${release.key} in ${place.environment}?`}
      does={`Suspend until ${clockTime(until, false)}`}
      needsReason
      run={(reason) =>
        api.suspendRelease({
          params: { ...place, release: release.key },
          body: { until: new Date(Date.now() + length * 60_000).toISOString(), reason },
        })
      }
      onDone={onDone}
    >
      <p className={form.text}>
        It goes on deciding and writes that down, and does not act: until then nothing of this release is
        killed by itself, and it does not go on. It is armed again by itself, or by Resume.
      </p>
      <Field label="For how long">
        <select value={length} onChange={(event) => setLength(Number(event.currentTarget.value))}>
          {minutes.map((one) => (
            <option key={one} value={one}>
              {one < 60 ? `${one} minutes` : one === 60 ? 'one hour' : `${one / 60} hours`}
            </option>
          ))}
        </select>
      </Field>
    </Step>
  )
}
