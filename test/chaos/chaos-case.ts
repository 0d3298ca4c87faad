import type { Scope } from '../harness/scope.js'

/** A fault on purpose, and what came of it, in figures. */
export interface ChaosCase {
  /** What is done, in a few words. */
  readonly title: string
  /** What this machine lacks to run it; undefined where nothing is lacking. */
  readonly missing?: () => string | undefined
  run(setting: ChaosSetting): Promise<readonly Figure[]>
}

export interface ChaosSetting {
  /** Closed when the case has ended. */
  readonly scope: Scope
  /** `short` is what CI runs at each change: seconds. `long` may take minutes. */
  readonly size: 'short' | 'long'
  /** Told how far it is. */
  readonly tell: (line: string) => void
}

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly must: { readonly be: '=' | '≤' | '≥'; readonly value: number }
  /** What went wrong, in sentences. */
  readonly because?: readonly string[]
}

export function isKept({ value, must }: Figure): boolean {
  switch (must.be) {
    case '=':
      return value === must.value
    case '≤':
      return value <= must.value
    case '≥':
      return value >= must.value
  }
}

/** The middle and the end of a row of times, which must not exceed `most`: machines differ, so it is a time of the same run. */
export function timesOf(name: string, milliseconds: readonly number[], most: number): Figure[] {
  const must = { be: '≤' as const, value: Math.round(most) }
  const sorted = [...milliseconds].sort((a, b) => a - b)
  const at = (share: number): number =>
    Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN)
  return [
    { name: `${name}, p50`, value: at(0.5), unit: 'ms', must },
    { name: `${name}, p99`, value: at(0.99), unit: 'ms', must },
  ]
}
