// Decisions travel as members `ripcord.<flag key>=<variant>` of W3C Baggage. Whoever reads them does not trust them: a
// name that is no flag's, or no variant's, decides nothing.

const prefix = 'ripcord.'
/** What the recommendation asks everybody to carry. */
const longestHeader = 8_192
const mostMembers = 64

/** Variants by flag key; undefined where the header has none. Total. */
export function readBaggage(header: unknown): ReadonlyMap<string, string> | undefined {
  if (typeof header !== 'string' || header.length > longestHeader || !header.includes(prefix))
    return undefined
  const decisions = new Map<string, string>()
  for (const member of membersOf(header)) {
    const decision = decisionOf(member)
    if (decision !== undefined) decisions.set(decision.flagKey, decision.variant)
  }
  return decisions.size === 0 ? undefined : decisions
}

/** `header` with the decisions in place of those that it had; as many as it has room for. */
export function writeBaggage(header: unknown, decisions: ReadonlyMap<string, string>): string {
  const others = typeof header === 'string' ? membersOf(header).filter((member) => !isOurs(member)) : []
  let text = others.join(',')
  let members = others.length
  for (const [flagKey, variant] of decisions) {
    const member = `${prefix}${encodeURIComponent(flagKey)}=${encodeURIComponent(variant)}`
    const longer = text === '' ? member : `${text},${member}`
    if (members === mostMembers || longer.length > longestHeader) break
    text = longer
    members += 1
  }
  return text
}

function membersOf(header: string): string[] {
  return header
    .split(',', mostMembers)
    .map((member) => member.trim())
    .filter((member) => member !== '')
}

const isOurs = (member: string): boolean => member.startsWith(prefix)

function decisionOf(member: string): { flagKey: string; variant: string } | undefined {
  if (!isOurs(member)) return undefined
  // Behind a semicolon are properties, which ours do not have.
  const [pair = ''] = member.split(';', 1)
  const equals = pair.indexOf('=')
  if (equals < 0) return undefined
  try {
    const flagKey = decodeURIComponent(pair.slice(prefix.length, equals).trim())
    const variant = decodeURIComponent(pair.slice(equals + 1).trim())
    return flagKey === '' || variant === '' ? undefined : { flagKey, variant }
  } catch {
    return undefined
  }
}
