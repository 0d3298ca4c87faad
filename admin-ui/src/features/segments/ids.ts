/** Who is named one by one. */
export interface Ids {
  included: readonly string[]
  excluded: readonly string[]
}
export type List = keyof Ids

export interface IdsEdit {
  type: 'add' | 'remove'
  included: string[]
  excluded: string[]
}

/** Identifiers as they are pasted: one a line, or with commas between. */
export function idsOf(text: string): string[] {
  const all = text.split(/[\n,]/).map((id) => id.trim())
  return [...new Set(all)].filter((id) => id !== '')
}

/** The edits that bring back what stood before one, in their order. */
export function undoOf(before: Ids, { type, included, excluded }: IdsEdit): IdsEdit[] {
  const named = [...included, ...excluded]
  const wasIn = (list: List) => named.filter((id) => before[list].includes(id))
  const back = { type: 'add' as const, included: wasIn('included'), excluded: wasIn('excluded') }
  const isNew = (id: string) => !back.included.includes(id) && !back.excluded.includes(id)
  const away = {
    type: 'remove' as const,
    included: included.filter(isNew),
    excluded: excluded.filter(isNew),
  }
  const edits = type === 'add' ? [away, back] : [back]
  return edits.filter((edit) => edit.included.length + edit.excluded.length > 0)
}

/** What an edit did, in a few words. */
export function editWords({ type, included, excluded }: IdsEdit): string {
  const count = included.length + excluded.length
  const [first = ''] = [...included, ...excluded]
  const who = count === 1 ? first : `${count} subjects`
  if (type === 'remove') return `${who} ${count === 1 ? 'is' : 'are'} not named any more.`
  return `${who} ${count === 1 ? 'is' : 'are'} ${included.length > 0 ? 'in' : 'left out'} now.`
}
