const shownLength = 100
const secretPattern = /rk_(srv|cli|adm)_/

/** A text of the caller's as a sentence quotes it: short, and never a key. */
export function shown(text: string | undefined): string {
  if (text === undefined) return 'none'
  if (secretPattern.test(text)) return 'what looks like a key'
  return JSON.stringify(text.length > shownLength ? `${text.slice(0, shownLength)}…` : text)
}
