import { queryOptions } from '@tanstack/react-query'
import { api } from '../../lib/api'
import type { Place } from '../../lib/place'
import type { KillTarget } from './kill-dialog'

/** What a kill would do, before it is done. */
export const killPreviewQuery = (params: Place, target: KillTarget) =>
  queryOptions({
    queryKey: ['killPreview', params, target],
    queryFn: ({ signal }) => api.previewKill({ params, body: { target } }, { signal }),
    retry: false,
  })
