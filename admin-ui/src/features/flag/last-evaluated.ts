import { queryOptions } from '@tanstack/react-query'
import { api } from '../../lib/api'

/** When one flag was last evaluated, epoch milliseconds by environment; null = never. */
export const evaluatedQuery = (project: string, environments: readonly string[], flag: string) =>
  queryOptions({
    queryKey: ['evaluated', project, environments, flag],
    queryFn: async ({ signal }) => {
      const answers = environments.map(async (environment) => {
        const { flags } = await api.readLastEvaluated(
          { params: { project, environment }, query: { flag: [flag] } },
          { signal },
        )
        const at = Object.hasOwn(flags, flag) ? flags[flag] : undefined
        return [environment, at === undefined ? null : Date.parse(at)] as const
      })
      return new Map(await Promise.all(answers))
    },
    refetchInterval: 30_000,
    meta: { still: true },
  })
