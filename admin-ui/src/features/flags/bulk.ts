import type { GivenBody, operations } from '@ripcord/api'
import { plural } from '../../lib/format'
import type { Flag } from './find-flags'
import { servesNow } from './serves'

// What is done to several flags at once: what would change is shown first, and one change does it or takes it back.

export type Action =
  | { type: 'turn'; to: 'on' | 'off' }
  | { type: 'tag'; tag: string }
  | { type: 'owner'; owner: string }
  | { type: 'archive'; force: boolean }

export type Edit = GivenBody<typeof operations.changeFlags>['edits'][number]

export interface Plan {
  /** What changes, in the order of the flags. */
  rows: { flag: string; before: string; after: string }[]
  /** What stays as it is, and why. */
  left: { flag: string; because: string }[]
  edits: Edit[]
  /** The same backwards, on what the change made: where somebody has changed it since, nothing is taken back. */
  undo: (revision: number) => Edit[]
}

/** So many edits fit into one change. */
export const mostEdits = 1_000

type Step = { before: string; after: string; edit: Edit; back: Edit } | { because: string }

export function planOf(action: Action, flags: readonly Flag[], environment: string): Plan {
  const steps = flags.map((flag) => ({ flag: flag.key, step: stepOf(action, flag, environment) }))
  const done = steps.flatMap(({ flag, step }) => ('edit' in step ? [{ flag, ...step }] : []))
  return {
    rows: done.map(({ flag, before, after }) => ({ flag, before, after })),
    left: steps.flatMap(({ flag, step }) => ('because' in step ? [{ flag, because: step.because }] : [])),
    edits: done.map(({ edit }) => edit),
    undo: (revision) => done.map(({ back }) => ({ ...back, ifMatch: revision })),
  }
}

function stepOf(action: Action, flag: Flag, environment: string): Step {
  if (action.type === 'turn') return turned(flag, environment, action.to)
  const { key, tags, owner, revision: ifMatch } = flag
  if (action.type === 'archive') {
    const edit = { type: 'archive', flag: key } as const
    return {
      before: 'served to whoever asks',
      after: 'gone from every environment',
      edit: { ...edit, archived: true, ...(action.force && { force: true }), ifMatch },
      back: { ...edit, archived: false },
    }
  }
  const edit = { type: 'definition', flag: key } as const
  if (action.type === 'tag') {
    if (tags.includes(action.tag)) return { because: `has ${action.tag} already` }
    const after = [...tags, action.tag]
    return {
      before: tags.length === 0 ? 'no tag' : tags.join(', '),
      after: after.join(', '),
      edit: { ...edit, patch: { tags: after }, ifMatch },
      back: { ...edit, patch: { tags } },
    }
  }
  if (owner === action.owner) return { because: 'is theirs already' }
  return {
    before: owner === '' ? 'nobody' : owner,
    after: action.owner === '' ? 'nobody' : action.owner,
    edit: { ...edit, patch: { owner: action.owner }, ifMatch },
    back: { ...edit, patch: { owner } },
  }
}

function turned(flag: Flag, environment: string, to: 'on' | 'off'): Step {
  const settings = flag.environments[environment]
  if (settings === undefined) return { because: `does not stand in ${environment}` }
  const { enabled, release, kills, revision: ifMatch } = settings
  if (enabled === (to === 'on')) return { because: `is ${to} already` }
  if (release !== undefined) return { because: `${release.key} owns it while it runs` }
  const edit = { type: 'settings', flag: flag.key, environment } as const
  const after = servesNow({ ...settings, enabled: to === 'on', kills: [] })
  return {
    before: servesNow(settings),
    after: kills.length > 0 ? `stays killed; restored, it serves ${after}` : after,
    edit: { ...edit, patch: { enabled: to === 'on' }, ifMatch },
    back: { ...edit, patch: { enabled } },
  }
}

/** What it is called before it is done: "Turn 3 flags off in live". */
export function titleOf(action: Action, count: number, environment: string): string {
  const flags = plural(count, 'flag')
  if (action.type === 'turn') return `Turn ${flags} ${action.to} in ${environment}`
  if (action.type === 'tag') return `Tag ${flags}${action.tag.trim() === '' ? '' : ` ${action.tag.trim()}`}`
  if (action.type === 'owner')
    return `Give ${flags} to ${action.owner.trim() === '' ? 'nobody' : action.owner.trim()}`
  return `Archive ${flags}`
}

/** What it is called afterwards: "3 flags were turned off in live". */
export function doneOf(action: Action, count: number, environment: string): string {
  const flags = `${plural(count, 'flag')} ${count === 1 ? 'was' : 'were'}`
  if (action.type === 'turn') return `${flags} turned ${action.to} in ${environment}`
  if (action.type === 'tag') return `${flags} tagged ${action.tag}`
  if (action.type === 'owner') return `${flags} given to ${action.owner === '' ? 'nobody' : action.owner}`
  return `${flags} archived`
}
