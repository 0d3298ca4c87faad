import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Problem } from '../../components/field'
import { Mark } from '../../components/mark'
import { Panel } from '../../components/panel'
import { Reason, reasonOf } from '../../components/reason'
import { api } from '../../lib/api'
import { useIsProduction } from '../../lib/environments'
import { usePlace } from '../../lib/place'
import { stateOf } from '../flags/serves'
import type { Settings } from './flag'
import classes from './flag-page.module.css'
import { offWords, outcomeWords } from './words'

/** On or off, asked once more before it is done, with what everybody gets then. */
export function Switch({ flag, settings }: { flag: string; settings: Settings }) {
  const place = usePlace()
  const queries = useQueryClient()
  const [isAsked, setAsked] = useState(false)
  const [reason, setReason] = useState('')
  const isProduction = useIsProduction()
  const lacksReason = isProduction && reason.trim() === ''
  const { enabled, revision, offVariant, kills, release, rules, default: stands } = settings
  const turn = useMutation({
    mutationFn: () =>
      api.updateFlagSettings({
        params: { ...place, flag },
        body: { enabled: !enabled, ...reasonOf(reason) },
        ifMatch: revision,
      }),
    onSuccess: () => setAsked(false),
    onSettled: () => queries.invalidateQueries(),
  })
  const to = enabled ? 'off' : 'on'
  const then = enabled
    ? `Everybody gets ${offWords(offVariant)}.`
    : `${rules.length === 0 ? 'Everybody' : 'Whoever fits no rule'} gets ${outcomeWords(stands)}.`
  const { state } = stateOf(settings)
  return (
    <Panel>
      <div className={classes.switch}>
        <Mark state={state}>
          <b>
            {kills.length > 0 ? 'Killed' : enabled ? 'On' : 'Off'} in {place.environment}
          </b>
        </Mark>
        <span className={classes.quiet}>
          off serves <code>{offWords(offVariant)}</code>, also when killed
        </span>
        {release !== undefined ? (
          <Link to="/p/$project/$environment/releases/$release" params={{ ...place, release: release.key }}>
            {release.key} owns it while it runs
          </Link>
        ) : (
          !isAsked && <Button onClick={() => setAsked(true)}>Turn {to}</Button>
        )}
      </div>
      {kills.map((killId) => (
        <p key={killId} className={classes.quiet}>
          <Link to="/p/$project/$environment/incidents/$kill" params={{ ...place, kill: killId }}>
            The incident of its kill
          </Link>
          , where it can be restored.
        </p>
      ))}
      {isAsked && release === undefined && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (!lacksReason) turn.mutate()
          }}
        >
          <p>{then}</p>
          <Reason isAsked={isProduction} value={reason} onChange={setReason} />
          <Problem of={turn.error} />
          <div className={classes.actions}>
            <Button onClick={() => setAsked(false)}>Cancel</Button>
            <Button type="submit" tone="strong" disabled={turn.isPending || lacksReason}>
              Turn {flag} {to} in {place.environment}
            </Button>
          </div>
        </form>
      )}
    </Panel>
  )
}
