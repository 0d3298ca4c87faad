/** What it means that an environment is production, to be read before it is said. */
export const productionMeans = [
  'Its bar is ink, so that nobody is in it unknowingly.',
  'A kill there is held, not clicked, and asks why; so do other changes.',
  'Over the API a change names the revision that it was made from (If-Match), and is refused where somebody was first.',
  'It comes first on the page for those on call.',
]

/** The project's environments in one sentence. */
export function environmentsSentence(
  project: string,
  environments: readonly { key: string; production: boolean }[],
): string {
  const production = environments.filter((one) => one.production).map(({ key }) => key)
  const [only] = production
  const many = environments.length === 1 ? '1 environment' : `${environments.length} environments`
  if (only === undefined) return `${project} has ${many}, and none is production.`
  if (production.length === 1)
    return environments.length === 1
      ? `${project} has ${many}, ${only}, which is production.`
      : `${project} has ${many}; ${only === 'production' ? 'one of them' : only} is production.`
  return `${project} has ${many}; ${production.length} of them are production.`
}
