import type { Incident } from './incident'

export interface Step {
  name: string
  /** How long it took, milliseconds; null where that is not known. */
  ms: number | null
  /** What the figure counts. */
  counts: string
}

/** Each step from the first bad measurement to the recovery; each begins where the one before has ended. */
export function stepsOf({ times, recovery }: Pick<Incident, 'times' | 'recovery'>): Step[] {
  const { detect, decide, commit, propagate, recover } = times
  return [
    { name: 'detected in', ms: detect, counts: 'from the first bad measurement until the guard noticed' },
    { name: 'decided in', ms: between(detect, decide), counts: 'until it decided to kill' },
    { name: 'committed in', ms: between(decide, commit), counts: 'until the kill stood in the log' },
    {
      name: 'every instance in',
      ms: between(commit, propagate),
      counts: 'from the log until the last instance said that it serves the kill',
    },
    {
      name: 'recovered in',
      ms: recover,
      counts: `from the first bad measurement until all was well. ${recovery.because}`,
    },
  ]
}

function between(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.max(0, to - from)
}

export interface Segment {
  name: string
  ms: number
}

/** The same one after the other, without gaps: what they add up to is the time until all was well. */
export function segmentsOf({ times }: Pick<Incident, 'times'>): Segment[] {
  const ends = [
    ['to notice', times.detect],
    ['to decide', times.decide],
    ['to commit', times.commit],
    ['to reach every instance', times.propagate],
    ['to recover', times.recover],
  ] as const
  const segments: Segment[] = []
  let reached = 0
  for (const [name, end] of ends) {
    if (end === null) continue
    segments.push({ name, ms: Math.max(0, end - reached) })
    reached = Math.max(reached, end)
  }
  return segments
}
