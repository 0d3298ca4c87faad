import { type Change, type Entities, isDrill, type StoredKill } from '@ripcord/model'
import type { Incident } from './incident.js'

/** The incidents that a change of the log opens: one a kill that came to stand, rehearsals left out. */
export function incidentsOf(project: string, change: Change): Incident[] {
  return change.entities.flatMap((write) => {
    if (write.kind !== 'kill' || write.environment === null || write.value === null) return []
    const kill: StoredKill = write.value
    if (kill.lifted !== null || isDrill(kill)) return []
    return [incidentOf(project, write.environment, kill, change)]
  })
}

/** Kills that a change lifts. */
export function liftedBy(change: Change): { environment: string; kill: StoredKill }[] {
  return change.entities.flatMap((write) =>
    write.kind === 'kill' && write.environment !== null && write.value?.lifted
      ? [{ environment: write.environment, kill: write.value }]
      : [],
  )
}

function incidentOf(project: string, environment: string, kill: StoredKill, change: Change): Incident {
  const { killId, cause, actor, reason, serves, firstCommit } = kill
  return {
    killId,
    project,
    environment,
    cause,
    actor,
    reason,
    flags: Object.keys(serves).sort(),
    releases: change.entities.flatMap((write) =>
      write.kind === 'release' && write.value?.killId === killId ? [runOf(write.value)] : [],
    ),
    services: change.entities.flatMap((write) =>
      write.kind === 'release' && write.value?.killId === killId ? servicesOf(write.value) : [],
    ),
    revision: change.revision,
    openedAt: firstCommit.at,
    decision: change.cause?.assessments === undefined ? null : change.cause,
    before: { firstBadAt: null, detectedAt: null, decidedAt: null },
    newKinds: [],
    acknowledged: {
      total: 0,
      safe: 0,
      firstAt: null,
      halfAt: null,
      nearlyAllAt: null,
      allAt: null,
      missing: [],
    },
    recovery: { state: 'pending', at: null, because: 'Nobody has acknowledged yet.' },
    restored: null,
  }
}

function runOf({ key, generation }: Entities['release']): Incident['releases'][number] {
  return { key, generation }
}

function servicesOf({ services, before }: Entities['release']): Incident['services'] {
  return services.map(({ name }) => ({ name, errorRate: before?.[name]?.errorRate ?? null }))
}
