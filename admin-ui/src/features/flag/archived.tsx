import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Problem } from '../../components/field'
import { Panel } from '../../components/panel'
import { Reason, reasonOf } from '../../components/reason'
import { api } from '../../lib/api'
import { useHasProduction } from '../../lib/environments'
import { usePlace } from '../../lib/place'
import type { Flag } from './flag'
import classes from './flag-page.module.css'
import life from './lifecycle.module.css'
import { standsAs } from './words'

/** The way back of what was archived: it serves again as it stands, everywhere. */
export function Archived({ flag }: { flag: Flag }) {
  const { project } = usePlace()
  const queries = useQueryClient()
  const [isAsked, setAsked] = useState(false)
  const [reason, setReason] = useState('')
  const isReasonAsked = useHasProduction()
  const lacksReason = isReasonAsked && reason.trim() === ''
  const unarchive = useMutation({
    mutationFn: () =>
      api.unarchiveFlag({
        params: { project, flag: flag.key },
        body: { ...reasonOf(reason) },
        ifMatch: flag.revision,
      }),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <Panel className={life.archived}>
      {!isAsked ? (
        <div className={classes.switch}>
          <span>It can be brought back as it stands, with the same key, in every environment.</span>
          <Button onClick={() => setAsked(true)}>Bring back…</Button>
        </div>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (!lacksReason) unarchive.mutate()
          }}
        >
          <b>As it comes back</b>
          <ul className={life.standings}>
            {Object.entries(flag.environments).map(([environment, settings]) => (
              <li key={environment}>It {standsAs(environment, settings)}</li>
            ))}
          </ul>
          <Reason isAsked={isReasonAsked} value={reason} onChange={setReason} />
          <Problem of={unarchive.error} />
          <div className={classes.actions}>
            <Button onClick={() => setAsked(false)}>Cancel</Button>
            <Button type="submit" tone="strong" disabled={lacksReason || unarchive.isPending}>
              Bring {flag.key} back everywhere
            </Button>
          </div>
        </form>
      )}
    </Panel>
  )
}
