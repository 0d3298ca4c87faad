const codePattern = /^[A-Z][A-Z0-9_]{1,63}$/
const namePattern = /^[A-Za-z_$][\w$.]{0,63}$/

/** What kind of error something thrown is: its code or its class, and never a message, which may tell of people. */
export function kindOfError(error: unknown): string {
  try {
    if (typeof error !== 'object' || error === null) return `thrown ${typeof error}`
    const { code, name } = error as { code?: unknown; name?: unknown }
    if (typeof code === 'string' && codePattern.test(code)) return code
    // A class of its own often keeps the name of Error.
    const ofClass: unknown = error.constructor.name
    for (const text of [name === 'Error' ? ofClass : name, ofClass])
      if (typeof text === 'string' && namePattern.test(text)) return text
    return 'Error'
  } catch {
    return 'Error'
  }
}

/** A kind that an application names; undefined where it is none. */
export function asKind(kind: unknown): string | undefined {
  return typeof kind === 'string' && /^[\x21-\x7e]{1,64}$/.test(kind) ? kind : undefined
}
