import { queryOptions } from '@tanstack/react-query'
import { all, api } from './api'
import type { Place } from './place'
import { every, movingMs } from './polling'

// What the pages read that set Ripcord up. The change feed tells of little of it.

export const segmentQuery = (params: Place, segment: string) =>
  queryOptions({
    queryKey: ['segment', params, segment],
    queryFn: ({ signal }) => api.getSegment({ params: { ...params, segment } }, { signal }),
  })

export const segmentIdsQuery = (params: Place, segment: string) =>
  queryOptions({
    queryKey: ['segmentIds', params, segment],
    queryFn: ({ signal }) => api.readSegmentIds({ params: { ...params, segment } }, { signal }),
  })

export const servicesQuery = (project: string) =>
  queryOptions({
    queryKey: ['services', project],
    queryFn: ({ signal }) =>
      all((cursor) =>
        api.listServices(
          { params: { project }, query: { limit: 200, ...(cursor && { cursor }) } },
          { signal },
        ),
      ),
    refetchInterval: every(movingMs),
  })

export const channelsQuery = (project: string) =>
  queryOptions({
    queryKey: ['channels', project],
    queryFn: async ({ signal }) => (await api.listChannels({ params: { project } }, { signal })).items,
    refetchInterval: every(movingMs),
  })

export const deliveriesQuery = (project: string) =>
  queryOptions({
    queryKey: ['deliveries', project],
    queryFn: async ({ signal }) =>
      (await api.listDeliveries({ params: { project }, query: { limit: 100 } }, { signal })).items,
    refetchInterval: every(movingMs),
  })

export const backendsQuery = (project: string) =>
  queryOptions({
    queryKey: ['backends', project],
    queryFn: async ({ signal }) => (await api.listBackends({ params: { project } }, { signal })).items,
    refetchInterval: every(movingMs),
  })

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ signal }) => (await api.listTokens({}, { signal })).items,
  refetchInterval: every(movingMs),
})

export const automaticKillsQuery = (params: Place) =>
  queryOptions({
    queryKey: ['automaticKills', params],
    queryFn: ({ signal }) => api.listAutomaticKills({ params }, { signal }),
    refetchInterval: every(movingMs),
  })

export const waitingKillsQuery = (params: Place) =>
  queryOptions({
    queryKey: ['waitingKills', params],
    queryFn: async ({ signal }) => (await api.listWaitingKills({ params }, { signal })).items,
    refetchInterval: every(movingMs),
  })

/** Rehearsals that go on. */
export const drillsQuery = (params: Place) =>
  queryOptions({
    queryKey: ['drills', params],
    queryFn: async ({ signal }) =>
      (await api.listKills({ params, query: { state: 'standing', limit: 200 } }, { signal })).items.filter(
        ({ cause }) => cause === 'drill',
      ),
  })
