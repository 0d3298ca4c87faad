import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Place } from '../../lib/place'
import { rulesetQuery } from '../../lib/queries'
import type { Context } from './asked'
import { type Explanation, evaluatorOf } from './evaluate'

export interface Question {
  place: Place
  /** The present one where it is undefined. */
  revision: number | undefined
  flag: string
  /** Undefined while it can't be read. */
  context: Context | undefined
}

interface Explained {
  found: Explanation | undefined
  /** The revision that was evaluated. */
  at: number | undefined
  error: unknown
}

/** What a context is served and why, evaluated here. */
export function useExplained({ place, revision, flag, context }: Question): Explained {
  const { data, error } = useQuery({ ...rulesetQuery(place, flag, revision), enabled: flag !== '' })
  const evaluate = useMemo(() => data && evaluatorOf(flag, data.entities), [data, flag])
  return { found: context && evaluate?.(context), at: data?.revision, error }
}
