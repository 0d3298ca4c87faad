import type { Flag } from './flag'

// What a flag is, as fields of a form: text as it is typed, and what of it is sent.

export type About = Pick<Flag, 'name' | 'description' | 'kind' | 'owner' | 'tags' | 'lifetime'>

export interface AboutDraft {
  name: string
  description: string
  kind: Flag['kind']
  owner: string
  /** With spaces or commas between them. */
  tags: string
  isPermanent: boolean
  /** A day, `2026-12-24`; empty = none. */
  end: string
  reason: string
}

export const kinds = ['release', 'operational', 'permission', 'experiment'] as const

export function draftOf({ name, description, kind, owner, tags, lifetime }: About): AboutDraft {
  const end = lifetime.type === 'temporary' ? (lifetime.expectedEnd ?? '') : ''
  return {
    name,
    description,
    kind,
    owner,
    tags: tags.join(', '),
    isPermanent: lifetime.type === 'permanent',
    end: end.slice(0, 10),
    reason: '',
  }
}

/** The fields that differ from what the edit began with: nothing else is written over. */
export function patchOf(base: About, draft: AboutDraft): Partial<About> {
  const tags = [...new Set(draft.tags.split(/[\s,]+/).filter((tag) => tag !== ''))]
  const was = draftOf(base)
  return {
    ...(draft.name.trim() !== base.name && { name: draft.name.trim() }),
    ...(draft.description.trim() !== base.description.trim() && { description: draft.description.trim() }),
    ...(draft.kind !== base.kind && { kind: draft.kind }),
    ...(draft.owner.trim() !== base.owner && { owner: draft.owner.trim() }),
    ...(tags.join(' ') !== base.tags.join(' ') && { tags }),
    ...((draft.isPermanent !== was.isPermanent || (!draft.isPermanent && draft.end !== was.end)) && {
      lifetime: lifetimeOf(draft),
    }),
  }
}

function lifetimeOf({ isPermanent, end }: AboutDraft): About['lifetime'] {
  if (isPermanent) return { type: 'permanent' }
  return { type: 'temporary', ...(end !== '' && { expectedEnd: `${end}T00:00:00.000Z` }) }
}

/** My edit on top of what another person has made of it: what I have not touched is theirs. */
export function rebasedOn(base: About, draft: AboutDraft, theirs: About): AboutDraft {
  return { ...draftOf({ ...theirs, ...patchOf(base, draft) }), reason: draft.reason }
}

/** What the edit changes, field by field, as a person reads it. */
export function changesOf(base: About, patch: Partial<About>): { field: string; from: string; to: string }[] {
  return (Object.keys(patch) as (keyof About)[]).map((field) => ({
    field: field === 'lifetime' ? 'meant to stay' : field,
    from: said(base, field),
    to: said({ ...base, ...patch }, field),
  }))
}

function said(about: About, field: keyof About): string {
  if (field === 'tags') return about.tags.join(', ') || 'none'
  if (field !== 'lifetime') return about[field] || 'nothing'
  const { lifetime } = about
  if (lifetime.type === 'permanent') return 'for good'
  return lifetime.expectedEnd === undefined ? 'for a while' : `until ${lifetime.expectedEnd.slice(0, 10)}`
}
