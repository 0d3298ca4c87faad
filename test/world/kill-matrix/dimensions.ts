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
}

export const flagCases: readonly FlagCase[] = causes
  .flatMap((cause) =>
    seconds.flatMap((second) =>
      restoreOrders.flatMap((restoreOrder) =>
        overrides.flatMap((override) =>
          quarantines.map((isQuarantined) => ({ cause, second, restoreOrder, override, isQuarantined })),
        ),
      ),
    ),
  )
  .map((flag, index) => ({ key: `flag-${index}`, ...flag }))
