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

export interface Checked {
  /** The last that was found; it stays until the next is. */
  problems: readonly FieldProblem[]
  /** Whether it was found in what stands now. */
  isCurrent: boolean
}

/** What is wrong with what is typed. */
export function useCheck(
  targeting: Targeting | undefined,
  { flag, settings, environment, flags, segments }: Surroundings,
): Checked {
  const [found, setFound] = useState<{ of: Targeting; problems: readonly FieldProblem[] }>()
  useEffect(() => {
    if (targeting === undefined) return
    let isWanted = true
    async function check(of: Targeting): Promise<void> {
      const problems = await problemsOfLate(of, { flag, settings, environment, flags, segments })
      if (isWanted) setFound({ of, problems })
    }
    const timer = setTimeout(() => void check(targeting), pauseMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [targeting, flag, settings, environment, flags, segments])
  return { problems: found?.problems ?? [], isCurrent: targeting !== undefined && found?.of === targeting }
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
