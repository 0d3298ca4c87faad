import { isSecret, quoted } from '@ripcord/model'

/** A text of the caller's as a sentence quotes it: short, and never a key. */
export function shown(text: string | undefined): string {
  if (text === undefined) return 'none'
  return isSecret(text) ? 'what looks like a key' : quoted(text)
}
