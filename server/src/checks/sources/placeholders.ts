import { type PulledCheck, serviceNamesIn, serviceOf } from '@ripcord/model'

/** What stands for whom in what a check asks. */
export interface Names {
  readonly release: string
  readonly environment: string
  readonly services: readonly { readonly name: string; readonly version?: string | undefined }[]
}

type Write = (text: string) => string

const asItIs: Write = (text) => text

/** In the languages of what is asked a name is a text and nothing else, by the field that it stands in. */
const writes: { readonly [field: string]: Write } = {
  query: inPromQl,
  minCountQuery: inPromQl,
  url: encodeURIComponent,
  pointer: (text) => text.replaceAll('~', '~0').replaceAll('/', '~1'),
}

const placeholder = /\$(release|environment|service|version)\b/g

/** Good within quotes of either kind; no quote is left that could end them. */
export function inPromQl(text: string): string {
  return text.replace(/[\\"'`\p{Cc}]/gu, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

/** A check as it is asked for one release; or a sentence on what can’t be filled in. */
export function filledIn<C extends PulledCheck>(
  check: C,
  { release, environment, services }: Names,
): C | string {
  const meant = serviceOf(check, services)
  const names: Record<string, string | undefined> = {
    release,
    environment,
    service: meant?.name,
    version: meant?.version,
  }
  const missing = serviceNamesIn(check).find((name) => names[name] === undefined)
  if (missing !== undefined) return `$${missing} stands for nothing: say which service is meant`
  const fill = (value: unknown, write: Write): unknown => {
    if (typeof value === 'string')
      return value.replace(placeholder, (_, name: string) => write(names[name] ?? ''))
    // What is JSON is filled in as values, which need no escaping.
    if (Array.isArray(value)) return value.map((one) => fill(one, asItIs))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, asItIs)]))
  }
  // Texts stay texts, and nothing else is touched.
  return Object.fromEntries(
    Object.entries(check).map(([field, value]) => [field, fill(value, writes[field] ?? asItIs)]),
  ) as C
}
