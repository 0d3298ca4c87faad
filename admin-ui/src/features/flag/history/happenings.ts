import type { AnswerOf, operations } from '@ripcord/api'
import { count } from '../../../lib/format'

// What happened to a flag, from the log of changes and the kills of it, as one list.

export type Change = AnswerOf<typeof operations.listChanges>['items'][number]
type Incident = Pick<
  AnswerOf<typeof operations.listIncidents>['items'][number],
  'killId' | 'flags' | 'openedAt' | 'actor' | 'reason' | 'restored'
>

export interface Happening {
  at: string
  what: string
  who: string
  why: string
  /** Of a change: what can be compared. */
  revision: number | null
  /** Where it took effect: environments, or everywhere. */
  where: string
  /** Of a kill and what lifts it. */
  killId: string | null
}

/** The newest first. */
export function happeningsOf(
  flag: string,
  environment: string,
  changes: readonly Change[],
  incidents: readonly Incident[],
): Happening[] {
  const kills = incidents.filter(({ flags }) => flags.includes(flag))
  const all = [...changes.map((change) => ofChange(flag, change)), ...kills.flatMap(ofKill(environment))]
  return all.sort((a, b) => b.at.localeCompare(a.at) || (b.revision ?? 0) - (a.revision ?? 0))
}

function ofChange(flag: string, change: Change): Happening {
  const { at, actor, reason, revision, entities } = change
  const mine = entities.filter(
    ({ key, kind }) => key === flag && (kind === 'flag' || kind === 'flagSettings'),
  )
  const where = new Set(mine.map(({ environment }) => environment ?? 'everywhere'))
  return {
    at,
    what: whatOf(change),
    who: actor.name ?? actor.id,
    why: reason,
    revision,
    where: where.has('everywhere') ? 'everywhere' : [...where].join(', '),
    killId: null,
  }
}

function ofKill(environment: string): (incident: Incident) => Happening[] {
  return ({ killId, openedAt, actor, reason, restored }) => {
    const same = { revision: null, where: environment, killId }
    const kill = { ...same, at: openedAt, what: 'killed', who: actor.name ?? actor.id, why: reason }
    if (restored === null) return [kill]
    const { at, by, reason: why } = restored
    return [kill, { ...same, at, what: 'restored', who: by.name ?? by.id, why }]
  }
}

const words: { readonly [kind: string]: string } = {
  'flag.created': 'created',
  'flag.updated': 'described anew',
  'flag.settings': 'set',
  'flag.archived': 'archived',
  'flag.unarchived': 'brought back',
  'flag.promoted': 'promoted',
  'flags.changed': 'set with others',
  'flags.killed': 'killed',
  'flags.restored': 'restored',
}

function whatOf({ kind, cause }: Change): string {
  const revertedTo = cause?.['revertedTo']
  if (kind === 'reverted')
    return typeof revertedTo === 'number' ? `gone back to ${count(revertedTo)}` : 'gone back'
  return words[kind] ?? kind.replace('.', ' ')
}

export interface Pair {
  older: number
  newer: number
}

/** Which two are compared: those that are asked for, else the newest change with what stood before it. */
export function pairOf(
  revisions: readonly number[],
  asked: { from?: number | undefined; to?: number | undefined },
): Pair | undefined {
  const [newest] = revisions
  if (newest === undefined) return undefined
  const to = asked.to ?? newest
  const from = asked.from ?? before(revisions, to)
  return { older: Math.min(from, to), newer: Math.max(from, to) }
}

/** The change before one in the list (the newest first), which left what that one changed; or the moment before it. */
export function before(revisions: readonly number[], revision: number): number {
  return revisions.find((one) => one < revision) ?? Math.max(0, revision - 1)
}
