import type { Sight, Telling } from '../../harness/service-messages.js'
import type { Entry, Ledger } from './ledger.js'

/** What one client was seen to serve, from its first start to its end, restarts of its process included. */
export interface History {
  readonly name: string
  readonly sights: readonly Sight[]
  /** The changes that it told its service of, process by process. */
  readonly tellings: readonly (readonly Telling[])[]
}

/** What a flag serves that is killed. */
export const safeValue = -1

type Position = NonNullable<Sight['position']>
/** What breaks a promise, in sentences; none where it is kept. */
export type Validator = (history: History, ledger: Ledger) => string[]

/** Within an epoch no revision after a higher one, and no epoch after a later one. */
export const monotonic: Validator = (history) =>
  steps(history).flatMap(([before, { epoch, revision }]) => {
    if (epoch < before.epoch) return [`${history.name} went from epoch ${before.epoch} back to ${epoch}`]
    if (epoch > before.epoch || revision >= before.revision) return []
    return [`${history.name} went from ${before.revision} back to ${revision} in epoch ${epoch}`]
  })

/** The numbers come in the order in which they were written; what was restored is not killed again. */
export const ordered: Validator = ({ name, sights }, ledger) => {
  const broken: string[] = []
  let last: { epoch: string; number: number } | undefined
  const gone = new Map<string, Set<string>>()
  for (const { position, flags } of sights) {
    if (position === null) continue
    const { epoch } = position
    const number = flags.find(({ killId }) => killId === null)?.value ?? undefined
    if (number !== undefined) {
      if (last !== undefined && ledger.isSameLog(last.epoch, epoch) && number < last.number)
        broken.push(`${name} served ${number} after ${last.number}`)
      last = { epoch, number }
    }
    const over = gone.get(epoch) ?? new Set<string>()
    gone.set(epoch, over)
    for (const killId of new Set(flags.flatMap(({ killId }) => killId ?? [])))
      if (over.has(killId)) broken.push(`${name} took up kill ${killId} again after its restore`)
    for (const killId of ledger.at(epoch, position.revision)?.lifted ?? [])
      if (ledger.flagsOf(killId).every((place) => flags[place]?.killId === null)) over.add(killId)
  }
  return broken
}

/**
 * A change is told once: whoever hears of a flag again is at another position, or finds something else there. States
 * can't show it, since a second telling leads to the state that is there already.
 */
export const unique: Validator = ({ name, tellings }) =>
  tellings.flatMap((life) => {
    const last = new Map<number, string>()
    return life.flatMap(({ position, flags }) =>
      flags.flatMap(({ place, ...served }) => {
        const told = `${JSON.stringify(served)} at ${position === null ? 'nothing' : textOf(position)}`
        const isAgain = last.get(place) === told
        last.set(place, told)
        return isAgain ? [`${name} was told twice of flag ${place}: ${told}`] : []
      }),
    )
  })

/** Every sight is one whole change: one number in all flags but those that are killed, and those are safe. */
export const atomic: Validator = ({ name, sights }, ledger) =>
  sights.flatMap((sight) => {
    if (sight.position === null) return []
    const { epoch, revision } = sight.position
    const entry = ledger.at(epoch, revision)
    if (entry === undefined)
      return [`${name} is at ${textOf(sight.position)}, and no such change was acknowledged`]
    const isWhole = sight.flags.every(({ value, killId }, place) =>
      killId === null
        ? value === entry.number
        : value === safeValue && ledger.flagsOf(killId).includes(place),
    )
    return isWhole ? [] : [`${name} served ${contentOf(sight)} at ${revision}, which set ${entry.number}`]
  })

/** Whatever breaks, a client that has held a state goes on from it: it is never without one again. */
export const resumable: Validator = ({ name, sights }) => {
  const first = sights.findIndex(({ position }) => position !== null)
  if (first === -1) return []
  return sights.slice(first).flatMap((sight) => {
    const isHeld = sight.position !== null && sight.flags.every(({ value }) => value !== null)
    return isHeld ? [] : [`${name} lost what it held: ${sight.status}, ${contentOf(sight)}`]
  })
}

/**
 * A position that is called READY vouches for everything up to it: no kill that stands there is missing, but one that
 * was over by then, of which a client hears before the changes that lead there.
 */
export const bookmarkable: Validator = ({ name, sights }, ledger) =>
  sights.flatMap((sight) => {
    if (sight.status !== 'READY' || sight.position === null) return []
    const { epoch, revision } = sight.position
    const missing = [...(ledger.at(epoch, revision)?.standing ?? [])].filter(
      (killId) =>
        sight.at < ledger.restoredAt(epoch, killId) &&
        ledger.flagsOf(killId).some((place) => sight.flags[place]?.killId === null),
    )
    return missing.map((killId) => `${name} was READY at ${revision} without kill ${killId}`)
  })

/** After quiet everything that was acknowledged is there, and nothing else. */
export const reliable: Validator = ({ name, sights }, ledger) => {
  const last = sights.at(-1)
  if (last === undefined) return [`${name} has no history`]
  const because = whyNotThere(last, ledger)
  return because === undefined ? [] : [`${name} ${because}`]
}

/** What still keeps a client from being where the log is; undefined where it is there. */
export function whyNotThere({ status, position, flags }: Sight, ledger: Ledger): string | undefined {
  const { head } = ledger
  if (status !== 'READY') return `is ${status}`
  if (position === null || ledger.at(position.epoch, position.revision) !== head)
    return `is at ${position === null ? 'nothing' : textOf(position)}, the log at ${head.revision}`
  const wrong = flags.findIndex((flag, place) => !isServed(flag, standingOn(place, head, ledger), head))
  return wrong === -1 ? undefined : `serves ${JSON.stringify(flags[wrong])} for flag ${wrong}`
}

function standingOn(place: number, { standing }: Entry, ledger: Ledger): string[] {
  return [...standing].filter((killId) => ledger.flagsOf(killId).includes(place))
}

function isServed({ value, killId }: Sight['flags'][number], kills: string[], { number }: Entry): boolean {
  if (killId !== null) return value === safeValue && kills.includes(killId)
  return kills.length === 0 && value === number
}

function steps({ sights }: History): [Position, Position][] {
  const positions = sights.flatMap(({ position }) => position ?? [])
  return positions.slice(1).map((after, index) => [positions[index] ?? after, after])
}

function textOf({ epoch, revision }: Position): string {
  return `${epoch}/${revision}`
}

function contentOf({ flags }: Sight): string {
  return flags.map(({ value, killId }) => (killId === null ? String(value) : 'killed')).join(', ')
}
