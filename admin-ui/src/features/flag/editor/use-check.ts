import { useEffect, useState } from 'react'
import type { Targeting } from '../flag'
import type { Surroundings } from './check'

export interface FieldProblem {
  /** A JSON pointer into the targeting. */
  path: string
  message: string
}

/** Somebody who types is told once they pause: half a word is seldom right. */
const pauseMs = 150

/** What is wrong with what is typed; what was found last stays until more is known. */
export function useCheck(
  targeting: Targeting | undefined,
  { flag, settings, environment, flags, segments }: Surroundings,
): readonly FieldProblem[] {
  const [found, setFound] = useState<readonly FieldProblem[]>([])
  useEffect(() => {
    if (targeting === undefined) return
    let isWanted = true
    async function check(of: Targeting): Promise<void> {
      const problems = await problemsOfLate(of, { flag, settings, environment, flags, segments })
      if (isWanted) setFound(problems)
    }
    const timer = setTimeout(() => void check(targeting), pauseMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [targeting, flag, settings, environment, flags, segments])
  return found
}

/** Where the checks can't be loaded nothing is found: the server asks them again. */
async function problemsOfLate(
  targeting: Targeting,
  surroundings: Surroundings,
): Promise<readonly FieldProblem[]> {
  try {
    const { problemsOf } = await import('./check')
    return problemsOf(targeting, surroundings)
  } catch {
    return []
  }
}
