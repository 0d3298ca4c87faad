import { Button } from '../../components/button'
import { Panel } from '../../components/panel'
import { usePlace } from '../../lib/place'
import { useKill } from '../kills/kill-dialog'
import type { Incident } from './incident'
import classes from './incident-page.module.css'

/** What to kill next where this kill has not helped; never done by itself. */
export function NextKill({ incident: { offer } }: { incident: Incident }) {
  const { environment } = usePlace()
  const kill = useKill()
  if (offer === null) return null
  return (
    <Panel title="What to kill next">
      <p className={classes.quiet}>{offer.because}</p>
      <p>
        <Button tone="danger" onClick={() => kill.ask({ type: 'release', release: offer.release })}>
          Kill {offer.release} in {environment}
        </Button>
      </p>
    </Panel>
  )
}
