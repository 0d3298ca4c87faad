/** A longer list would be slow to open, and nobody looks through it. */
const mostSuggested = 500

/** What a field may be, for its `list`. */
export function Suggestions({ id, words }: { id: string; words: readonly string[] }) {
  return (
    <datalist id={id}>
      {words.slice(0, mostSuggested).map((word) => (
        <option key={word} value={word} />
      ))}
    </datalist>
  )
}
