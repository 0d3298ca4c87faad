import type { Demo } from '@ripcord/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../lib/api'
import { demoQuery, sessionQuery } from '../../lib/queries'

type Step = 'start' | 'break' | 'mend' | 'end'

const calls: Record<Step, () => Promise<Demo>> = {
  start: () => api.startDemo({}),
  break: () => api.breakDemo({}),
  mend: () => api.mendDemo({}),
  end: () => api.endDemo({}),
}

/** The demo as it stands, and its steps: the answer of each is what is shown next. */
export function useDemo() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const demo = useQuery(demoQuery)
  const step = useMutation({
    mutationFn: (step: Step) => calls[step](),
    onSuccess: async (next, step) => {
      queries.setQueryData(demoQuery.queryKey, next)
      void queries.invalidateQueries()
      if (step === 'start' && next.place !== null)
        await navigate({ to: '/p/$project/$environment/demo', params: next.place })
    },
  })
  return {
    demo: demo.data,
    error: demo.error,
    problem: step.error,
    /** What is being asked for. */
    asked: step.isPending ? step.variables : undefined,
    ask: (wanted: Step) => step.mutate(wanted),
  }
}

/** Whether this session may run it: a token's may not. */
export function useMayRun(): boolean {
  return useQuery(sessionQuery).data?.permissions.includes('demo:run') ?? false
}
