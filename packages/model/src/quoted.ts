const shownLength = 60

/** A text as a sentence quotes it: short. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > shownLength ? `${text.slice(0, shownLength)}…` : text)
}

/** Whether a text is, or holds, a key of ours: no sentence shows it. */
export function isSecret(text: string): boolean {
  return /rk_(srv|cli|adm|src)_/.test(text)
}
