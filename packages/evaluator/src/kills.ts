import type { Kill, Served } from '@ripcord/model'

/**
 * Of each flag that a kill names, the kill that decides what is served. Total: of a broken record whatever can be
 * read counts, since a kill must land.
 */
export function killsInForce(kills: Iterable<Kill>): ReadonlyMap<string, Kill> {
  const inForce = new Map<string, Kill>()
  for (const kill of kills) {
    for (const flagKey of flagsOf(kill)) {
      const other = inForce.get(flagKey)
      if (other === undefined || compareKills(kill, other) > 0) inForce.set(flagKey, kill)
    }
  }
  return inForce
}

function flagsOf(kill: Kill): string[] {
  const serves: unknown = kill?.serves
  return typeof serves === 'object' && serves !== null ? Object.keys(serves) : []
}

/**
 * Which of two kills of one flag decides; positive where it is `a`. A person's goes before the guard's and a drill's,
 * then the newer by first commit, then the greater killId.
 */
export function compareKills(a: Kill, b: Kill): number {
  const byActor = Number(isOfPerson(a)) - Number(isOfPerson(b))
  if (byActor !== 0) return byActor
  const byEpoch = compareText(a.firstCommit?.epoch, b.firstCommit?.epoch)
  if (byEpoch !== 0) return byEpoch
  const byRevision = numberOf(a.firstCommit?.revision) - numberOf(b.firstCommit?.revision)
  return byRevision !== 0 ? byRevision : compareText(a.killId, b.killId)
}

/** A token acts for a person: its kill keeps that rank when it is recovered from an SDK. */
function isOfPerson(kill: Kill): boolean {
  switch (kill.cause) {
    case 'manual':
    case 'breakGlass':
      return true
    case 'drill':
      return false
    case 'guard':
      return kill.actor?.type === 'person'
    default:
      return kill.actor?.type === 'person' || kill.actor?.type === 'token'
  }
}

function compareText(a: unknown, b: unknown): number {
  const [left, right] = [textOf(a), textOf(b)]
  return left === right ? 0 : left < right ? -1 : 1
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : -1
}

/** What a kill serves for a flag, unchecked. */
export function servedBy(kill: Kill, flagKey: string): Served | undefined {
  return Object.hasOwn(kill.serves, flagKey) ? kill.serves[flagKey] : undefined
}
