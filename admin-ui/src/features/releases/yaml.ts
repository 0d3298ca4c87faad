type Plain =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Plain[]
  | { readonly [name: string]: Plain }

/** Plain data as YAML, as a person would write it. */
export function yamlOf(value: object): string {
  return `${lines(value as Plain).join('\n')}\n`
}

function lines(value: Plain): string[] {
  if (Array.isArray(value) && value.length > 0)
    return value.flatMap((one: Plain) => lines(one).map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`)))
  if (isObject(value)) {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined)
    if (entries.length > 0) return entries.flatMap(([name, one]) => entry(name, one))
  }
  return [scalar(value)]
}

function entry(name: string, value: Plain): string[] {
  const inner = lines(value)
  const isNested =
    (isObject(value) && Object.keys(value).length > 0) || (Array.isArray(value) && value.length > 0)
  return isNested
    ? [`${scalar(name)}:`, ...inner.map((line) => `  ${line}`)]
    : [`${scalar(name)}: ${inner[0] ?? ''}`]
}

function isObject(value: Plain): value is { readonly [name: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What YAML would not read as anything but this text; all else is quoted as JSON is, which YAML can read. */
const plainText = /^([A-Za-z_][\w./-]*|\d+(ms|s|m|h|d))$/
const words = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'])

function scalar(value: Plain): string {
  if (typeof value === 'string' && plainText.test(value) && !words.has(value.toLowerCase())) return value
  return JSON.stringify(value ?? null)
}
