import { useQuery } from '@tanstack/react-query'
import { Cells } from '../../components/cells'
import { Empty, Panel } from '../../components/panel'
import { percent } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { instancesQuery, propagationQuery } from '../../lib/queries'
import { isRunning } from './actions'
import { builds, hasApplied, instancesOf } from './builds'
import type { Release } from './release'
import classes from './release-page.module.css'

/** The release's services: which build each instance runs, and who has taken up the stage, or the kill. */
export function WhereItRuns({ release }: { release: Release }) {
  const place = usePlace()
  const { data } = useQuery(instancesQuery(place))
  if (data === undefined) return null
  const instances = instancesOf(release, data)
  const applied = instances.filter((one) => hasApplied(one, release))
  const share = percent(release.stages[release.stage ?? 0]?.share ?? 0)
  return (
    <Panel
      title="Where it runs"
      aside={
        isRunning(release) && (
          <span aria-live="polite">
            {applied.length} of {instances.length} have applied {share}
          </span>
        )
      }
    >
      {release.status === 'killed' && release.killId !== null && <Killed killId={release.killId} />}
      {isRunning(release) && instances.length > 0 && (
        <Cells
          instances={instances.map((one) => ({ ...one, safe: hasApplied(one, release) }))}
          total={instances.length}
          words={{ done: `have applied ${share}`, open: 'not yet', tone: 'rolling' }}
        />
      )}
      {instances.length === 0 && <Empty>No instance of its services is connected.</Empty>}
      {instances.length > 0 &&
        builds(release, data).map((sentence) => (
          <p key={sentence} className={classes.build}>
            {sentence}
          </p>
        ))}
    </Panel>
  )
}

/** Who has said that it serves the kill. */
function Killed({ killId }: { killId: string }) {
  const place = usePlace()
  const { data } = useQuery(propagationQuery(place, killId))
  if (data === undefined || data.total === 0) return null
  return (
    <>
      <p className={classes.build} aria-live="polite">
        {data.safe} of {data.total} instances have acknowledged the kill.
      </p>
      <Cells instances={data.instances} total={data.total} />
    </>
  )
}
