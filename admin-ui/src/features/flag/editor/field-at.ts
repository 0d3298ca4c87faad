/** The field that a JSON pointer names: itself, the first within it, or the nearest about it. */
export function fieldAt(root: ParentNode, pointer: string): HTMLElement | undefined {
  const fields = [...root.querySelectorAll<HTMLElement>('[data-field]')].filter(
    (field) => !(field instanceof HTMLButtonElement && field.disabled),
  )
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const within = fields.filter(({ dataset: { field = '' } }) => field === at || field.startsWith(`${at}/`))
    const found = within.find(({ dataset }) => dataset['field'] === at) ?? within[0]
    if (found !== undefined) return found
    if (!at.includes('/')) return undefined
  }
  return undefined
}
