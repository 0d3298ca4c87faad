import type { ApiClient } from '@ripcord/api'

/** What the form for a new release asks. */
export interface Draft {
  key: string
  service: string
  version: string
  /** Flag key → the variant that goes out. */
  flags: Readonly<Record<string, string>>
  strategy: 'canary' | 'blue-green' | 'all-at-once'
  bakeTime: string
}

/** Its key too, which the file of a person may leave to the address. */
export type ReleaseFile = Parameters<ApiClient['applyRelease']>[0]['body'] & { release: string }

export type Read = { file: ReleaseFile; problems?: undefined } | { file?: undefined; problems: string[] }

/** The release's file that is meant; or what is missing, in sentences. The server tells the rest. */
export function fileOf({ key, service, version, flags, strategy, bakeTime }: Draft): Read {
  const problems: string[] = []
  if (key.trim() === '') problems.push('Give it a key, such as checkout-142.')
  if (service.trim() === '') problems.push('Name the service that goes out, as its SDK says it.')
  if (Object.keys(flags).length === 0) problems.push('Choose at least one flag.')
  if (problems.length > 0) return { problems }
  return {
    file: {
      release: key.trim(),
      services: [{ name: service.trim(), ...(version.trim() !== '' && { version: version.trim() }) }],
      flags: Object.entries(flags).map(([flag, outgoing]) => ({ key: flag, outgoing })),
      strategy,
      ...(bakeTime.trim() !== '' && { bakeTime: bakeTime.trim() }),
    },
  }
}

/** The key that is proposed for a build: its service and version. */
export function keyFor(service: string, version: string): string {
  return [service, version]
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
}

/**
 * The variant that goes out where nothing else is said: the first that neither stands now nor is what a kill serves. Never
 * what a kill serves while there is another, or the kill would change nothing.
 */
export function outgoingOf(
  variants: readonly string[],
  { standing, safe }: { standing?: string | undefined; safe?: string | null | undefined },
): string {
  const others = variants.filter((variant) => variant !== safe)
  return others.find((variant) => variant !== standing) ?? others[0] ?? variants[0] ?? ''
}
