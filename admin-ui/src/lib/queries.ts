import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { all, api } from './api'
import type { Place } from './place'
import { every, isRefused, movingMs } from './polling'

// What pages read, by name: the change feed makes all of it fresh, and what moves without a change is asked again.

/** Of what is long: a thousand instances are some hundred kilobytes each time. */
const longMs = 5_000
const longFrom = 200

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.readSession({}, { signal }),
  retry: false,
  meta: { still: true },
})

export const demoQuery = queryOptions({
  queryKey: ['demo'],
  queryFn: ({ signal }) => api.readDemo({}, { signal }),
  refetchInterval: ({ state: { data } }) => (data === undefined || data.state === 'off' ? 5_000 : 500),
})

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: async ({ signal }) => (await api.listProjects({}, { signal })).items,
})

export const overviewQuery = (params: Place) =>
  queryOptions({
    queryKey: ['overview', params],
    queryFn: ({ signal }) => api.readOverview({ params }, { signal }),
    refetchInterval: every(movingMs),
  })

export const flagsQuery = (project: string) =>
  queryOptions({
    queryKey: ['flags', project],
    queryFn: ({ signal }) =>
      all((cursor) =>
        api.listFlags(
          { params: { project }, query: { limit: 1_000, archived: false, ...(cursor && { cursor }) } },
          { signal },
        ),
      ),
  })

/** What the flags have served in the last hour; SDKs tell every ten seconds. */
export const servedQuery = (params: Place, flags: readonly string[]) =>
  queryOptions({
    queryKey: ['served', params, flags],
    queryFn: ({ signal }) => api.readServed({ params, query: { flag: [...flags] } }, { signal }),
    enabled: flags.length > 0,
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
    meta: { still: true },
  })

/** When each flag was last evaluated here; a day more or less says nothing. */
export const lastEvaluatedQuery = (params: Place) =>
  queryOptions({
    queryKey: ['lastEvaluated', params],
    queryFn: async ({ signal }) => (await api.readLastEvaluated({ params }, { signal })).flags,
    // What is new is used whole: comparing ten thousand times would take longer than all else.
    structuralSharing: false,
    refetchInterval: 300_000,
    meta: { still: true },
  })

/** When the settings of each flag were last changed here. */
export const lastChangedQuery = (params: Place) =>
  queryOptions({
    queryKey: ['lastChanged', params],
    queryFn: async ({ signal }) => (await api.readLastChanged({ params }, { signal })).flags,
    structuralSharing: false,
  })

export const promotionQuery = (project: string, from: string, to: string, flags?: readonly string[]) =>
  queryOptions({
    queryKey: ['promotion', project, from, to, flags ?? 'all'],
    queryFn: ({ signal }) =>
      api.previewPromotion(
        { params: { project }, body: { from, to, ...(flags && { flags: [...flags] }) } },
        { signal },
      ),
    enabled: from !== '' && from !== to,
  })

export const propagationQuery = (params: Place, kill: string) =>
  queryOptions({
    queryKey: ['propagation', params, kill],
    queryFn: ({ signal }) =>
      api.readPropagation({ params: { ...params, kill }, query: { instances: 'all' } }, { signal }),
    refetchInterval({ state: { data, error } }) {
      if (isRefused(error)) return false
      return data !== undefined && data.safe >= data.total ? 5_000 : 250
    },
  })

export const releasesQuery = (params: Place) =>
  queryOptions({
    queryKey: ['releases', params],
    queryFn: ({ signal }) =>
      all((cursor) =>
        api.listReleases({ params, query: { limit: 200, ...(cursor && { cursor }) } }, { signal }),
      ),
  })

export const releaseQuery = (params: Place, release: string) =>
  queryOptions({
    queryKey: ['release', params, release],
    queryFn: ({ signal }) => api.getRelease({ params: { ...params, release } }, { signal }),
  })

export const guardQuery = (params: Place, release: string) =>
  queryOptions({
    queryKey: ['guard', params, release],
    queryFn: ({ signal }) => api.readGuard({ params: { ...params, release } }, { signal }),
    refetchInterval: every(movingMs),
  })

/** What both variants came to, second by second; of the last run where no other is named. */
export const outcomesQuery = (params: Place, release: string, generation?: number) =>
  queryOptions({
    queryKey: ['outcomes', params, release, generation],
    queryFn: ({ signal }) =>
      api.readOutcomes(
        { params: { ...params, release }, query: { ...(generation !== undefined && { generation }) } },
        { signal },
      ),
    refetchInterval: every(movingMs),
  })

export const releaseChecksQuery = (params: Place, release: string) =>
  queryOptions({
    queryKey: ['releaseChecks', params, release],
    queryFn: async ({ signal }) =>
      (await api.listReleaseChecks({ params: { ...params, release } }, { signal })).items,
    refetchInterval: every(movingMs),
  })

export const templatesQuery = queryOptions({
  queryKey: ['checkTemplates'],
  queryFn: async ({ signal }) => (await api.listCheckTemplates({}, { signal })).items,
  meta: { still: true },
})

export const incidentsQuery = (params: Place) =>
  queryOptions({
    queryKey: ['incidents', params],
    queryFn: async ({ signal }) =>
      (await api.listIncidents({ params, query: { limit: 100 } }, { signal })).items,
    refetchInterval: every(movingMs),
  })

export const incidentQuery = (params: Place, kill: string) =>
  queryOptions({
    queryKey: ['incident', params, kill],
    queryFn: ({ signal }) => api.getIncident({ params: { ...params, kill } }, { signal }),
    refetchInterval: every(movingMs),
  })

export const instancesQuery = (params: Place) =>
  queryOptions({
    queryKey: ['instances', params],
    queryFn: async ({ signal }) => (await api.listInstances({ params }, { signal })).items,
    refetchInterval({ state: { data, error } }) {
      if (isRefused(error)) return false
      return (data?.length ?? 0) > longFrom ? longMs : movingMs
    },
  })

export const keysQuery = (params: Place) =>
  queryOptions({
    queryKey: ['keys', params],
    queryFn: async ({ signal }) => (await api.listKeys({ params }, { signal })).items,
    refetchInterval: every(movingMs),
  })

export const flagQuery = (project: string, flag: string) =>
  queryOptions({
    queryKey: ['flag', project, flag],
    queryFn: ({ signal }) => api.getFlag({ params: { project, flag } }, { signal }),
  })

/** What the flag is, and how it is set here; the newest first. */
export const flagHistoryQuery = ({ project, environment }: Place, key: string) =>
  queryOptions({
    queryKey: ['history', project, environment, key],
    queryFn: async ({ signal }) => {
      const read = async (of: { kind: 'flag' } | { kind: 'flagSettings'; environment: string }) =>
        (await api.listChanges({ params: { project }, query: { ...of, key, limit: 500 } }, { signal })).items
      const all = (
        await Promise.all([read({ kind: 'flag' }), read({ kind: 'flagSettings', environment })])
      ).flat()
      const byRevision = new Map(all.map((change) => [change.revision, change]))
      return [...byRevision.values()].sort((a, b) => b.revision - a.revision)
    },
  })

export const flagCountsQuery = (
  params: Place,
  flag: string,
  { ms, resolution }: { ms: number; resolution: 'second' | 'minute' },
) =>
  queryOptions({
    queryKey: ['counts', params, flag, ms],
    queryFn: async ({ signal }) => {
      const now = Date.now()
      const query = { flag, from: new Date(now - ms).toISOString(), resolution }
      return { now, items: (await api.readCounts({ params, query }, { signal })).items }
    },
    refetchInterval: every(resolution === 'second' ? movingMs : 15_000),
  })

export const sourcesQuery = (params: Place) =>
  queryOptions({
    queryKey: ['sources', params],
    queryFn: async ({ signal }) => (await api.listSources({ params }, { signal })).items,
    refetchInterval: every(movingMs),
  })

export const alertsQuery = (params: Place) =>
  queryOptions({
    queryKey: ['alerts', params],
    queryFn: ({ signal }) => api.listAlerts({ params, query: { limit: 50 } }, { signal }),
    refetchInterval: every(movingMs),
  })

export const preflightQuery = (params: Place, release: string) =>
  queryOptions({
    queryKey: ['preflight', params, release],
    queryFn: ({ signal }) => api.preflightRelease({ params: { ...params, release } }, { signal }),
    refetchInterval: every(5_000),
  })

export const segmentsQuery = (params: Place) =>
  queryOptions({
    queryKey: ['segments', params],
    queryFn: ({ signal }) =>
      all((cursor) =>
        api.listSegments({ params, query: { limit: 200, ...(cursor && { cursor }) } }, { signal }),
      ),
  })

/** What a flag is evaluated by; at a revision of the past it stays as it is. */
export const rulesetQuery = (params: Place, flag: string, revision?: number) =>
  queryOptions({
    queryKey: ['ruleset', params, flag, revision ?? null],
    queryFn: ({ signal }) =>
      api.readRuleset(
        { params: { ...params, flag }, query: revision === undefined ? {} : { revision } },
        { signal },
      ),
    meta: { still: revision !== undefined },
  })
