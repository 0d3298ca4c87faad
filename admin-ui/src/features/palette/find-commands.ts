/** Something that can be done from anywhere. */
export interface Command {
  id: string
  /** What it does where: "Kill pricing-v3 in production". */
  label: string
  /** What kind of thing it is, quietly beside it. */
  hint: string
  /** Other words by which people look for it. */
  words?: string
  isKill?: boolean
}

/**
 * Those that have each word of what is sought at the beginning of one of theirs, or else anywhere; the best first: one
 * that begins so, then the shorter one. Where nothing is sought, all as they come.
 */
export function foundCommands<C extends Command>(commands: readonly C[], sought: string): C[] {
  const words = wordsOf(sought)
  if (words.length === 0) return [...commands]
  return commands
    .map((command) => ({ command, rank: rankOf(command, words) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => (b.rank ?? 0) - (a.rank ?? 0) || a.command.label.length - b.command.label.length)
    .map(({ command }) => command)
}

/** How well it fits; undefined where a word is not there at all. */
function rankOf({ label, hint, words = '' }: Command, sought: readonly string[]): number | undefined {
  const named = wordsOf(label)
  const all = [...named, ...wordsOf(hint), ...wordsOf(words)]
  let rank = 0
  for (const word of sought) {
    if (named.some((one) => one === word)) rank += 4
    else if (named.some((one) => one.startsWith(word))) rank += 3
    else if (all.some((one) => one.startsWith(word))) rank += 2
    else if (all.some((one) => one.includes(word))) rank += 1
    else return undefined
  }
  return label.toLowerCase().startsWith(sought[0] ?? '') ? rank + 1 : rank
}

/** Parts of a key are words as well; the whole of it stays one, for who pastes it. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word) => [word, ...(/[-_.:/]/.test(word) ? word.split(/[-_.:/]+/) : [])])
    .filter((word) => word !== '')
}
