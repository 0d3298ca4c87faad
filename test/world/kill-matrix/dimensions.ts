/** Why the first kill of a flag stands. */
export const causes = ['manual', 'breakGlass', 'guard', 'recovered', 'drill'] as const
/** Who makes the second kill, after the first. */
export const seconds = ['person', 'guard'] as const
/** Which of the two are restored, and in which order. */
export const restoreOrders = [[], ['first'], ['second'], ['first', 'second'], ['second', 'first']] as const
/** When the process overrides the flag. */
export const overrides = ['never', 'before the kills', 'after the kills'] as const
/** Whether the flag is sent in a form that the SDK can't read. */
export const quarantines = [false, true] as const
/** What the flag serves where nothing stands above it, or what it lacks for a kill to serve. */
export const outcomes = [
  'a variant',
  'disabled',
  'a prerequisite that is not met',
  'no off variant',
  'blind',
] as const

/** How the kills come to a client. */
export const arrivals = ['in order', 'ahead of a queued edit', 'after an absence', 'by polling'] as const

/** What becomes of the database between the kills and the restores. */
export const epochChanges = [
  'none',
  'a restart',
  'a backup restored by command',
  'a backup restored by copying the file',
  'a backup copied, and a new key file',
] as const

export type Which = 'first' | 'second'

/** One flag of the matrix: everything but how the kills arrive and what becomes of the database. */
export interface FlagCase {
  readonly key: string
  readonly cause: (typeof causes)[number]
  readonly second: (typeof seconds)[number]
  readonly restoreOrder: readonly Which[]
  readonly override: (typeof overrides)[number]
  readonly isQuarantined: boolean
  readonly outcome: (typeof outcomes)[number]
}

/** Flags that serve a variant, in every combination. */
const crossed: readonly Omit<FlagCase, 'key'>[] = causes.flatMap((cause) =>
  seconds.flatMap((second) =>
    restoreOrders.flatMap((restoreOrder) =>
      overrides.flatMap((override) =>
        quarantines.map((isQuarantined) => {
          return { cause, second, restoreOrder, override, isQuarantined, outcome: 'a variant' as const }
        }),
      ),
    ),
  ),
)

/**
 * The other outcomes with every cause and every order of restores. What else there is goes round, each at a pace of its
 * own, so that each pair comes up; all combinations would be four times what there is.
 */
const paired: readonly Omit<FlagCase, 'key'>[] = outcomes
  .filter((outcome) => outcome !== 'a variant')
  .flatMap((outcome) =>
    causes.flatMap((cause, c) =>
      restoreOrders.map((restoreOrder, r) => {
        const second = at(seconds, c + r)
        const override = at(overrides, c + 2 * r)
        const isQuarantined = (2 * c + r) % 5 === 0
        return { cause, second, restoreOrder, override, isQuarantined, outcome }
      }),
    ),
  )

function at<T>(list: readonly [T, ...T[]], index: number): T {
  return list[index % list.length] ?? list[0]
}

export const flagCases: readonly FlagCase[] = [...crossed, ...paired].map((flag, index) => {
  return { key: `flag-${index}`, ...flag }
})
