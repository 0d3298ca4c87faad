import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { nearest } from '@ripcord/model/plain'
import { describe } from './describe.js'
import { isList, isRecord } from './json.js'
import type { BreakerSettings } from './outcomes/breaker.js'
import { readBreakers } from './outcomes/read-breakers.js'
import type { ClientOptions, Logger } from './types.js'

/** The options of a client, checked: every default filled in. */
export interface Settings {
  /** Scheme, host and port: without a slash at the end. */
  readonly urls: readonly string[]
  readonly sdkKey: string
  readonly application: { readonly name: string; readonly version: string }
  readonly zone: string | undefined
  readonly host: string
  readonly mode: 'stream' | 'polling'
  readonly pollIntervalMs: number
  readonly cacheDir: string | false
  readonly overrides: unknown
  readonly overrideText: string | undefined
  readonly overrideFile: string | undefined
  readonly reportIntervalMs: number | false
  readonly breakers: ReadonlyMap<string, BreakerSettings>
  readonly pinned: ReadonlySet<string>
  readonly honoursBaggage: boolean
  readonly logger: Logger | false | undefined
  /** What was wrong and could be mended, a sentence each. */
  readonly warnings: readonly string[]
  /** Why no server can be asked; undefined where one can. */
  readonly refusal: string | undefined
}

type Environment = { readonly [name: string]: string | undefined }

const defaultPollIntervalMs = 10_000
const leastPollIntervalMs = 1_000
const defaultReportIntervalMs = 10_000
const leastReportIntervalMs = 100
const longestName = 200
/** What Linux takes at most. */
const longestPath = 4_096

/** Options as an application gave them, whatever they are, checked once. Never throws. */
export function readSettings(options: unknown, environment: Environment): Settings {
  const warnings: string[] = []
  const read = (from: unknown, name: string): unknown => {
    try {
      return isRecord(from) ? from[name] : undefined
    } catch {
      warnings.push(`options.${name} could not be read`)
      return undefined
    }
  }
  const text = (value: unknown, name: string, longest = longestName): string | undefined => {
    if (value === undefined) return undefined
    if (typeof value === 'string' && value !== '' && value.length <= longest) return value
    warnings.push(`${name} is ${describe(value)}: expected a text of 1 to ${longest} characters`)
    return undefined
  }
  const milliseconds = (name: string, standard: number, least: number): number => {
    const value = read(options, name)
    if (value === undefined) return standard
    if (typeof value === 'number' && value >= least && Number.isFinite(value)) return value
    warnings.push(`${name} is ${describe(value)}: expected at least ${least}; ${standard} is used`)
    return standard
  }

  warnings.push(...unknownOptions(options))
  const urls = readUrls(read(options, 'url'))
  const sdkKey = read(options, 'sdkKey')
  const application = read(options, 'application')
  const required = (name: string): string => {
    const value = read(application, name)
    if (value === undefined && isRecord(application))
      warnings.push(`application.${name} is missing: rules and operators see "unknown" in its place`)
    return text(value, `application.${name}`) ?? 'unknown'
  }
  if (!isRecord(application))
    warnings.push(
      `application is ${describe(application)}: expected { name, version }; rules and operators see "unknown" in their place`,
    )
  const mode = read(options, 'mode')
  if (mode !== undefined && mode !== 'stream' && mode !== 'polling')
    warnings.push(`mode is ${describe(mode)}: expected "stream" or "polling"; "stream" is used`)
  const cacheDir = read(options, 'cacheDir')
  return {
    urls: urls.good,
    sdkKey: typeof sdkKey === 'string' ? sdkKey : '',
    application: { name: required('name'), version: required('version') },
    zone: text(read(options, 'zone'), 'zone'),
    host: text(read(options, 'host'), 'host') ?? hostname(),
    mode: mode === 'polling' ? 'polling' : 'stream',
    pollIntervalMs: milliseconds('pollIntervalMs', defaultPollIntervalMs, leastPollIntervalMs),
    cacheDir: cacheDir === false ? false : (text(cacheDir, 'cacheDir', longestPath) ?? defaultCacheDir()),
    overrides: read(options, 'overrides'),
    overrideText: environment['RIPCORD_OVERRIDE'],
    overrideFile:
      text(read(options, 'overrideFile'), 'overrideFile', longestPath) ??
      environment['RIPCORD_OVERRIDE_FILE'],
    reportIntervalMs:
      read(options, 'reportIntervalMs') === false
        ? false
        : milliseconds('reportIntervalMs', defaultReportIntervalMs, leastReportIntervalMs),
    breakers: readBreakers(read(options, 'breakers'), (message) => warnings.push(message)),
    pinned: new Set(listOf(read(options, 'pinned')).filter((key) => typeof key === 'string')),
    honoursBaggage: read(options, 'honourBaggage') === true,
    logger: readLogger(read(options, 'logger')),
    warnings,
    refusal: urls.refusal ?? refuseKey(sdkKey),
  }
}

/** All there are: the type sees to it. */
const knownOptions = Object.keys({
  url: true,
  sdkKey: true,
  application: true,
  zone: true,
  host: true,
  mode: true,
  pollIntervalMs: true,
  cacheDir: true,
  overrides: true,
  overrideFile: true,
  reportIntervalMs: true,
  breakers: true,
  pinned: true,
  honourBaggage: true,
  logger: true,
} satisfies Record<keyof ClientOptions, true>)
const mostNamed = 5

function unknownOptions(options: unknown): string[] {
  const unknown = namesOf(options).filter((name) => !knownOptions.includes(name))
  const told = unknown.slice(0, mostNamed).map((name) => {
    const near = nearest(name, knownOptions)
    const todo = near === undefined ? 'leave it out' : `did you mean ${near}?`
    return `options has no ${describe(name)}, which does nothing: ${todo}`
  })
  const rest = unknown.length - told.length
  return rest > 0 ? [...told, `options has ${rest} more that are not known`] : told
}

function namesOf(options: unknown): string[] {
  try {
    return isRecord(options) ? Object.keys(options) : []
  } catch {
    return []
  }
}

function readUrls(value: unknown): { good: string[]; refusal: string | undefined } {
  const good: string[] = []
  for (const url of listOf(value)) {
    const parsed = typeof url === 'string' ? parseUrl(url) : undefined
    const refusal = refuseUrl(url, parsed)
    if (refusal !== undefined || parsed === undefined) return { good: [], refusal }
    good.push(parsed.origin)
  }
  return good.length > 0
    ? { good, refusal: undefined }
    : { good, refusal: 'url is an empty list: expected one' }
}

function refuseUrl(url: unknown, parsed: URL | undefined): string | undefined {
  if (parsed === undefined || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:'))
    return `url is ${describe(url)}: expected one like https://ripcord.example.com`
  // Not shown: it may hold a password.
  if (parsed.username !== '' || parsed.password !== '')
    return 'url has a user or password in it: leave them out, the SDK key is enough'
  if (parsed.pathname !== '/' || parsed.search !== '' || parsed.hash !== '')
    return `url is ${describe(url)}: expected scheme, host and port alone, ${describe(parsed.origin)}; a path is not supported`
  return undefined
}

/** A copy of a list, or the one thing it is not. */
function listOf(value: unknown): unknown[] {
  try {
    return isList(value) ? [...value] : [value]
  } catch {
    return []
  }
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function refuseKey(sdkKey: unknown): string | undefined {
  // What can't be sent in a header would only fail later, and less plainly. The key itself is never shown.
  if (typeof sdkKey === 'string' && /^[\x21-\x7e]{1,500}$/.test(sdkKey)) return undefined
  if (typeof sdkKey === 'string' && sdkKey.trim() !== '' && sdkKey.trim() !== sdkKey)
    return 'sdkKey has white space around it, perhaps the line break of a file: take it off'
  return 'sdkKey is missing or no key: expected one like rk_srv_…, as the server shows it once'
}

function readLogger(value: unknown): Logger | false | undefined {
  if (value === false) return false
  return isRecord(value) ? (value as unknown as Logger) : undefined
}

/** A folder of the user: others who share the machine's temporary folder can't read or prepare it (it is checked). */
function defaultCacheDir(): string {
  return join(tmpdir(), `ripcord-${process.getuid?.() ?? 'cache'}`)
}
