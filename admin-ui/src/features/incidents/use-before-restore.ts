import { useQuery } from '@tanstack/react-query'
import { usePlace } from '../../lib/place'
import { alertsQuery, flagsQuery, instancesQuery, releaseQuery } from '../../lib/queries'
import { beforeRestore, type Precondition } from './before-restore'
import type { Incident } from './incident'

/** What should be so before a restore, as far as it is read. */
export function useBeforeRestore(incident: Incident): Precondition[] {
  const place = usePlace()
  const [release] = incident.releases
  const flags = useQuery(flagsQuery(place.project)).data
  const alerts = useQuery({ ...alertsQuery(place), enabled: release !== undefined }).data?.items ?? []
  const instances = useQuery(instancesQuery(place)).data ?? []
  const read = useQuery({ ...releaseQuery(place, release?.key ?? ''), enabled: release !== undefined })
  return beforeRestore({
    incident,
    killsOf: (flag) => flags?.find(({ key }) => key === flag)?.environments[place.environment]?.kills,
    alerts,
    instances,
    builds: read.data?.services ?? [],
  })
}
