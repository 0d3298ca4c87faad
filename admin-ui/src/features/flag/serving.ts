import type { AnswerOf, operations } from '@ripcord/api'

// Which processes serve a flag as it is set, by what they have said of themselves.

export type Instance = Pick<
  AnswerOf<typeof operations.listInstances>['items'][number],
  | 'id'
  | 'service'
  | 'version'
  | 'host'
  | 'connected'
  | 'lastSeenAt'
  | 'lostAt'
  | 'goodbyeAt'
  | 'struck'
  | 'applied'
  | 'lag'
  | 'kills'
  | 'notServing'
>

/**
 * `as-set`: as the log says; `older`: as it was before the last change; `otherwise`: by an override, a breaker, or since
 * it can't read it; `unkilled`: without a kill that stands; `unknown`: it went without a word, and before the last change.
 */
export type Serving = 'as-set' | 'older' | 'otherwise' | 'unkilled' | 'unknown'

export interface Question {
  flag: string
  /** The last revision at which the environment's SDKs saw a change of the flag. */
  changedAt: number
  /** Kills that stand on it. */
  kills: readonly string[]
}

/** Undefined for a process that is gone, and for one that is lost but can serve nothing but what is set. */
export function servingOf(one: Instance, question: Question): Serving | undefined {
  const lastWord = lastWordOf(one, question)
  if (one.connected) return lastWord
  return one.struck || one.goodbyeAt !== null || lastWord === 'as-set' ? undefined : 'unknown'
}

function lastWordOf(one: Instance, { flag, changedAt, kills }: Question): Serving {
  if (one.notServing.includes(flag)) return 'otherwise'
  if (kills.some((kill) => !one.kills.includes(kill))) return 'unkilled'
  return one.applied < changedAt ? 'older' : 'as-set'
}

export interface Served {
  instance: Instance
  serving: Serving
}

/** Those that serve somebody, the ones to look at first. */
export function servedBy(instances: readonly Instance[], question: Question): Served[] {
  const found = instances.flatMap((instance) => {
    const serving = servingOf(instance, question)
    return serving === undefined ? [] : [{ instance, serving }]
  })
  return found.sort(
    (a, b) =>
      rank.indexOf(a.serving) - rank.indexOf(b.serving) ||
      a.instance.applied - b.instance.applied ||
      a.instance.service.localeCompare(b.instance.service) ||
      a.instance.host.localeCompare(b.instance.host),
  )
}

const rank: readonly Serving[] = ['unkilled', 'otherwise', 'older', 'unknown', 'as-set']

/** How many have applied what, the newest first. */
export function byRevision(served: readonly Served[]): { revision: number; total: number }[] {
  const totals = new Map<number, number>()
  for (const { instance } of served) totals.set(instance.applied, (totals.get(instance.applied) ?? 0) + 1)
  return [...totals].map(([revision, total]) => ({ revision, total })).sort((a, b) => b.revision - a.revision)
}

export interface ServiceRow {
  service: string
  /** The builds of it, as many as there are. */
  versions: string[]
  total: number
  asSet: number
  /** When the one that is silent the longest was heard. */
  heardAt: string
}

/** By service, those with somebody to look at first. */
export function byService(served: readonly Served[]): ServiceRow[] {
  const services = new Map<string, Served[]>()
  for (const one of served) {
    const group = services.get(one.instance.service)
    if (group === undefined) services.set(one.instance.service, [one])
    else group.push(one)
  }
  return [...services]
    .map(([service, group]) => ({
      service,
      versions: [...new Set(group.map(({ instance }) => instance.version))].sort(),
      total: group.length,
      asSet: group.filter(({ serving }) => serving === 'as-set').length,
      heardAt: group.map(({ instance }) => instance.lastSeenAt).sort()[0] ?? '',
    }))
    .sort((a, b) => a.asSet / a.total - b.asSet / b.total || a.service.localeCompare(b.service))
}
