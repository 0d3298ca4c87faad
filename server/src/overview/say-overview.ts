import type { OverviewFacts } from './facts.js'

/** What is true of an environment now, in a sentence that a tired person can act on, and the figures behind it. */
export function sayOverview(facts: OverviewFacts): { sentence: string; detail: string } {
  return { sentence: sentenceOf(facts), detail: detailOf(facts) }
}

/** So long a kill is what there is to say; after that it is a standing state. */
const newsMs = 24 * 3_600_000

/** The most urgent first. */
function sentenceOf(facts: OverviewFacts): string {
  return (
    blind(facts) ??
    spreading(facts) ??
    ineffective(facts) ??
    pulled(facts) ??
    holding(facts) ??
    rolling(facts) ??
    quiet(facts)
  )
}

function blind({ guard, rolling, at }: OverviewFacts): string | undefined {
  if (!guard.isBlind || rolling.length === 0) return undefined
  const since = guard.lastTickAt === null ? 'since the start' : `for ${ago(guard.lastTickAt, at)}`
  return `The guard has not looked ${since}. Nothing is killed by itself, and nothing goes on.`
}

function spreading({ kills, at }: OverviewFacts): string | undefined {
  const kill = kills.find(({ safe, total, recovery }) => safe < total && recovery !== 'recovered')
  if (kill === undefined) return undefined
  const missing = kill.total - kill.safe
  const still = missing === 1 ? 'one may still serve' : `${missing} may still serve`
  return `${whatOf(kill)} was ${pulledAgo(kill.at, at)}: ${kill.safe} of ${kill.total} instances are safe, ${still} the new variant.`
}

function ineffective({ kills, at }: OverviewFacts): string | undefined {
  const kill = kills.find(({ recovery }) => recovery === 'ineffective')
  if (kill === undefined || isOld(kill.at, at)) return undefined
  return `${whatOf(kill)} was ${pulledAgo(kill.at, at)}, and it has not helped. Something else is wrong.`
}

function pulled({ kills, at }: OverviewFacts): string | undefined {
  const fresh = kills.filter((kill) => !isOld(kill.at, at))
  const [newest] = fresh
  if (newest === undefined) return undefined
  const releases = new Set(fresh.flatMap((kill) => kill.releases))
  const what =
    fresh.length === 1
      ? `${whatOf(newest)} was`
      : releases.size === fresh.length
        ? `${words(releases.size)} releases were`
        : `${words(fresh.length)} kills stand, the last of ${whatOf(newest)},`
  return `${fresh.length === 1 ? what : upper(what)} ${pulledAgo(newest.at, at)}. ${servingNow(fresh)}`
}

/** After a restart of the server nobody has been heard of yet. */
function servingNow(kills: OverviewFacts['kills']): string {
  const unheard = Math.max(...kills.map(({ safe, total }) => total - safe))
  return unheard === 0
    ? 'Everything is serving the safe variants.'
    : `It has helped; ${amount(unheard, 'instance has', 'instances have')} yet to be heard of.`
}

function holding({ rolling }: OverviewFacts): string | undefined {
  const held = rolling.filter(({ holds }) => holds.length > 0)
  const [first] = held
  if (first === undefined) return undefined
  const at = `${first.release} is holding at ${share(first)}${why(first.because)}`
  return held.length === 1 ? at : `${upper(words(held.length))} releases are holding. ${at}`
}

/** The first sentence of a reason, where a tired person reads it at a glance; the whole of it stands with the release. */
function why(because: string): string {
  const [first = ''] = because.split(/(?<=\.) /)
  return first.length > atAGlance ? '.' : `: ${lower(first)}`
}

const atAGlance = 90

function rolling({ rolling }: OverviewFacts): string | undefined {
  const [first] = rolling
  if (first === undefined) return undefined
  return rolling.length === 1
    ? `${first.release} is at ${share(first)}, and nothing fails.`
    : `${upper(words(rolling.length))} releases are rolling, and nothing fails.`
}

function quiet({ flags, instances, kills }: OverviewFacts): string {
  if (flags === 0) return 'There is no flag yet. Create one, and connect a service to see it arrive.'
  if (instances.connected === 0)
    return `${upper(words(flags))} ${flags === 1 ? 'flag is' : 'flags are'} ready. Connect a service to see ${flags === 1 ? 'it' : 'them'} arrive.`
  if (kills.length > 0)
    return `Nothing is rolling. ${upper(words(kills.length))} ${kills.length === 1 ? 'kill stands' : 'kills stand'} from before.`
  return 'Nothing is rolling, and nothing is killed.'
}

function detailOf({ rolling, instances, services }: OverviewFacts): string {
  const held = rolling.filter(({ holds }) => holds.length > 0).length
  const parts: string[] = []
  if (rolling.length > 0)
    parts.push(
      `${amount(rolling.length, 'release is', 'releases are')} rolling${held === 0 ? '' : `, ${held} of them holding`}.`,
    )
  if (instances.connected > 0)
    parts.push(
      `${instances.current} of ${amount(instances.connected, 'instance has', 'instances have')} every change.`,
    )
  const told = services.filter(({ requestsPerSecond }) => requestsPerSecond !== null)
  const requests = told.reduce((sum, one) => sum + (one.requestsPerSecond ?? 0), 0)
  const errors = told.reduce((sum, one) => sum + (one.requestsPerSecond ?? 0) * (one.errorRate ?? 0), 0)
  if (requests > 0)
    parts.push(`Errors ${percent(errors / requests)} of ${number(requests)} requests a second.`)
  return parts.length > 0 ? parts.join(' ') : 'No service is connected.'
}

function whatOf({ releases, flags }: OverviewFacts['kills'][number]): string {
  const [release] = releases
  if (release !== undefined) return releases.length === 1 ? release : `${releases.length} releases`
  return flags.length === 1 ? (flags[0] ?? '') : `${flags.length} flags`
}

function share({ stages, stage }: OverviewFacts['rolling'][number]): string {
  return percent(stages[stage]?.share ?? 0)
}

function isOld(at: string, now: string): boolean {
  return Date.parse(now) - Date.parse(at) > newsMs
}

/** Who reads it within two seconds has just done it, or seen it done. */
function pulledAgo(at: string, now: string): string {
  return Date.parse(now) - Date.parse(at) < 2_000 ? 'just pulled' : `pulled ${ago(at, now)} ago`
}

function ago(at: string, now: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(at)) / 1_000))
  if (seconds < 60) return amount(seconds, 'second')
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? amount(minutes, 'minute') : amount(Math.floor(minutes / 60), 'hour')
}

function amount(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`
}

const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
const words = (count: number): string => small[count] ?? number(count)
const number = (value: number): string => Math.round(value).toLocaleString('en')
const percent = (part: number): string => `${Number((100 * part).toPrecision(2))} %`
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
/** A sentence behind a colon; names keep their case. */
const lower = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
