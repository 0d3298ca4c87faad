import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api'
import type { Place } from '../../../lib/place'
import type { Flag, Settings } from '../flag'

// How a flag was after a revision, as texts that can be compared.

/** As the log keeps them: without what an answer adds. */
export type PastSettings = Pick<
  Settings,
  'enabled' | 'offVariant' | 'prerequisites' | 'rules' | 'default' | 'whenBlind' | 'release'
>
export type PastDefinition = Omit<Flag, 'revision' | 'environments'>

/** Null: it was not there yet. */
export interface Past {
  settings: PastSettings | null
  definition: PastDefinition | null
}

/** What was never changes: it is asked once. */
export const pastQuery = ({ project, environment }: Place, flag: string, revision: number) =>
  queryOptions({
    queryKey: ['past', project, environment, flag, revision],
    queryFn: async ({ signal }): Promise<Past> => {
      const [settings, definition] = await Promise.all([
        readEntity({ project, kind: 'flagSettings', environment, key: flag, revision }, signal),
        readEntity({ project, kind: 'flag', environment: null, key: flag, revision }, signal),
      ])
      // What the log keeps under these kinds.
      return { settings: settings as PastSettings | null, definition: definition as PastDefinition | null }
    },
    staleTime: Number.POSITIVE_INFINITY,
    meta: { still: true },
  })

interface Entity {
  project: string
  kind: 'flag' | 'flagSettings'
  environment: string | null
  key: string
  revision: number
}

async function readEntity({ project, kind, environment, key, revision }: Entity, signal: AbortSignal) {
  const query = { kind, key: [key], ...(environment !== null && { environment }) }
  const { items } = await api.readState({ params: { project, revision }, query }, { signal })
  const value = items[0]?.value
  return typeof value === 'object' ? value : null
}

/** As a person would write them: the log has them in the order of the alphabet. */
const order = [
  'key name description kind owner tags lifetime archived type variants',
  'enabled rules default prerequisites offVariant whenBlind release',
  'id when serve attribute operator values of variant weight weights',
].flatMap((names) => names.split(' '))

/** As lines, always in one order; nothing where it was not there. */
export function textOf(value: object | null): string {
  return value === null ? '' : JSON.stringify(ordered(value), null, 2)
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, one]) => [name, ordered(one)]))
}

/** What going back would do, held against what stands: part by part. */
export interface GoingBack {
  /** The newest revision that it looked at: nothing else may have come since. */
  revision: number
  parts: { kind: 'flag' | 'flagSettings'; environment: string | null; before: string; after: string }[]
  /** Why parts stay although they differ. */
  kept: string[]
}

export const goingBackQuery = (place: Place, flag: string, to: number, isEverywhere: boolean) =>
  queryOptions({
    queryKey: ['goingBack', place, flag, to, isEverywhere],
    queryFn: async ({ signal }): Promise<GoingBack> => {
      const { project, environment } = place
      const body = { to, flags: [flag], ...(!isEverywhere && { environment }) }
      const { revision, differences, kept } = await api.previewRevert(
        { params: { project }, body },
        { signal },
      )
      const parts = differences.map(async (part) => {
        const kind = part.kind === 'flag' ? 'flag' : 'flagSettings'
        const at = (of: number) =>
          readEntity({ project, kind, environment: part.environment, key: flag, revision: of }, signal)
        const [now, then] = await Promise.all([at(revision), at(to)])
        return { kind, environment: part.environment, ...textsOf(kind, now, then) } as const
      })
      return {
        revision,
        parts: await Promise.all(parts),
        kept: kept.map((one) => `${one.key} in ${one.environment ?? 'every environment'}: ${one.because}`),
      }
    },
    retry: false,
  })

/** What a release has written comes and goes with the release alone. */
function textsOf(kind: 'flag' | 'flagSettings', now: object | null, then: object | null) {
  if (kind === 'flag') return { before: textOf(now), after: textOf(then) }
  const { release: _gone, ...own } = (then ?? {}) as Partial<PastSettings>
  const { release } = (now ?? {}) as Partial<PastSettings>
  return { before: textOf(now), after: textOf({ ...own, ...(release !== undefined && { release }) }) }
}
