import type { AnswerOf, operations } from '@ripcord/api'
import type { StripMark } from '../../components/strip-marks'
import { percent } from '../../lib/format'

export type Second = AnswerOf<typeof operations.readOutcomes>['items'][number]

/** Rates of errors of both paths, in so many seconds each: of single ones a line jumps. */
export function ratesOf(
  seconds: readonly Second[],
  bucketMs = 3_000,
): { times: number[]; fresh: (number | null)[]; old: (number | null)[] } {
  const buckets = new Map<number, { treatment: Sum; control: Sum }>()
  for (const { at, treatment, control } of seconds) {
    const start = Math.floor(Date.parse(at) / bucketMs) * bucketMs
    const before = buckets.get(start) ?? { treatment: none, control: none }
    buckets.set(start, {
      treatment: plus(before.treatment, treatment),
      control: plus(before.control, control),
    })
  }
  const sorted = [...buckets].sort(([a], [b]) => a - b)
  return {
    times: sorted.map(([start]) => start),
    fresh: sorted.map(([, { treatment }]) => rate(treatment)),
    old: sorted.map(([, { control }]) => rate(control)),
  }
}

interface Sum {
  requests: number
  errors: number
}

const none: Sum = { requests: 0, errors: 0 }

function plus(a: Sum, b: Sum): Sum {
  return { requests: a.requests + b.requests, errors: a.errors + b.errors }
}

function rate({ requests, errors }: Sum): number | null {
  return requests === 0 ? null : errors / requests
}

/** Where a stage began, as a mark with its share. */
export function stageMarks(seconds: readonly Second[], stages: readonly { share: number }[]): StripMark[] {
  return seconds.flatMap(({ at, stage }, i) => {
    const before = seconds[i - 1]
    const share = stages[stage]?.share
    return before === undefined || before.stage === stage || share === undefined
      ? []
      : [{ at: Date.parse(at), text: percent(share) }]
  })
}
