import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../lib/api'
import { usePlace } from '../../lib/place'

export const verdicts = [
  { verdict: 'right', says: 'Yes' },
  { verdict: 'wrong', says: 'No' },
] as const

/** Says whether the guard was right to kill; precision is made of what people say. */
export function useVerdict(id: string) {
  const place = usePlace()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (verdict: (typeof verdicts)[number]['verdict']) =>
      api.labelAutomaticKill({
        params: { ...place, id },
        body: { verdict, reason: `said to be ${verdict} in the console` },
      }),
    onSettled: () => queries.invalidateQueries(),
  })
}
