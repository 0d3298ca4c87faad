import type { Kind } from './kinds.js'
import { compareVersions, isVersion, maxVersionLength } from './semver.js'

/** The versions from `from` to below `below`, as npm's `^` and `~` mean them. */
interface VersionRange {
  readonly from: string
  readonly below: string
  /**
   * Such as `1.4.2-` where the range begins with a prerelease of 1.4.2. Others of the same version are then in it; no
   * range holds prereleases of another version, since nobody asked for those.
   */
  readonly prereleases: string | undefined
}

/** A version as `1.4.2-rc.1`, `1.4` or `1`: what is left out may be anything. */
interface PartialVersion {
  readonly major: string
  readonly minor: string | undefined
  readonly patch: string | undefined
  readonly prerelease: string
}

const complete = /^(\d+)\.(\d+)\.(\d+)(-[^+]+)?/
const shortened = /^(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(?:\.[xX*])?|(?:\.[xX*]){1,2})?$/

function parsePartial(text: string): PartialVersion | undefined {
  const bare = text.startsWith('v') ? text.slice(1) : text
  const [, major, minor, patch, prerelease = ''] = (isVersion(bare) ? complete : shortened).exec(bare) ?? []
  if (major === undefined || bare.length > maxVersionLength) return undefined
  return { major, minor, patch, prerelease }
}

/** `^`: up to the next change of the leftmost number that is not 0. */
export const caretRange: Kind<VersionRange> = rangeKind(({ major, minor, patch }) => {
  if (major !== '0' || minor === undefined) return `${next(major)}.0.0-0`
  if (minor !== '0' || patch === undefined) return `0.${next(minor)}.0-0`
  return `0.0.${next(patch)}-0`
})

/** `~`: up to the next minor version; up to the next major one where no minor is named. */
export const tildeRange: Kind<VersionRange> = rangeKind(({ major, minor }) =>
  minor === undefined ? `${next(major)}.0.0-0` : `${major}.${next(minor)}.0-0`,
)

function rangeKind(endOf: (version: PartialVersion) => string): Kind<VersionRange> {
  return {
    expected: `a semantic version of at most ${maxVersionLength} characters that may be partial, such as 1.4.2 or 1.4, without a sign before it`,
    read(value) {
      const version = typeof value === 'string' ? parsePartial(value) : undefined
      if (version === undefined) return undefined
      const { major, minor = '0', patch = '0', prerelease } = version
      const core = `${major}.${minor}.${patch}`
      return {
        from: core + prerelease,
        below: endOf(version),
        prereleases: prerelease === '' ? undefined : `${core}-`,
      }
    },
  }
}

/** Numbers of a version may have any length. */
function next(number: string): string {
  return String(BigInt(number) + 1n)
}

export function isInRange(version: string, { from, below, prereleases }: VersionRange): boolean {
  if (compareVersions(version, from) < 0 || compareVersions(version, below) >= 0) return false
  return !isPrerelease(version) || (prereleases !== undefined && version.startsWith(prereleases))
}

function isPrerelease(version: string): boolean {
  const hyphen = version.indexOf('-')
  const plus = version.indexOf('+')
  return hyphen !== -1 && (plus === -1 || hyphen < plus)
}
