import { type Check, type Definition, fileOfRelease, type ReleaseFile } from './release-file'

/** A stage as it is typed: its share in percent. */
export interface StageDraft {
  share: string
  /** As for all where it is empty. */
  bakeTime: string
  advance: 'automatic' | 'manual'
  minSamples?: number | undefined
}

/** What the form of a release asks. */
export interface Draft {
  key: string
  services: readonly ServiceDraft[]
  /** Flag key → the variant that goes out. */
  flags: Readonly<Record<string, string>>
  strategy: 'canary' | 'blue-green' | 'all-at-once' | 'stages'
  bakeTime: string
  advance: 'automatic' | 'manual'
  stages: readonly StageDraft[]
  /** None: those of its services. */
  checks: readonly Check[]
  mode: 'armed' | 'observe'
  /** What the form does not ask stays as it is. */
  rest: Partial<ReleaseFile>
}

type ServiceDraft = ReleaseFile['services'][number] & { version: string }

export const emptyDraft: Draft = {
  key: '',
  services: [{ name: '', version: '' }],
  flags: {},
  strategy: 'canary',
  bakeTime: '10m',
  advance: 'automatic',
  stages: ['5', '25', '50', '100'].map((share) => ({ share, bakeTime: '', advance: 'automatic' })),
  checks: [],
  mode: 'armed',
  rest: {},
}

export type Read = { file: ReleaseFile; problems?: undefined } | { file?: undefined; problems: string[] }

/** The release's file that is meant; or what is missing, in sentences. The server tells the rest. */
export function fileOf(draft: Draft): Read {
  const { key, flags, strategy, bakeTime, advance, checks, mode } = draft
  const rest = restFor(draft)
  const services = draft.services.filter(({ name }) => name.trim() !== '')
  const stages = draft.stages.map(stageOf)
  const problems: string[] = []
  if (key.trim() === '') problems.push('Give it a key, such as checkout-142.')
  if (services.length === 0) problems.push('Name the service that goes out, as its SDK says it.')
  if (Object.keys(flags).length === 0) problems.push('Choose at least one flag.')
  if (strategy === 'stages') problems.push(...stages.flatMap((stage, i) => stageProblem(stage.share, i)))
  if (problems.length > 0) return { problems }
  const policy = { ...rest.policy, mode }
  return {
    file: {
      ...rest,
      release: key.trim(),
      services: services.map(({ name, version, ...more }) => ({
        ...more,
        name: name.trim(),
        ...(version.trim() !== '' && { version: version.trim() }),
      })),
      flags: Object.entries(flags).map(([flag, outgoing]) => ({ key: flag, outgoing })),
      ...(strategy === 'stages' ? { stages } : { strategy }),
      ...(bakeTime.trim() !== '' && { bakeTime: bakeTime.trim() }),
      // Stages that are typed say it each for itself.
      ...(advance === 'manual' && strategy !== 'stages' && { advance }),
      ...(checks.length > 0 && { checks: [...checks] }),
      ...((mode === 'observe' || rest.policy !== undefined) && { policy }),
    },
  }
}

/** Without what only another strategy has. */
function restFor({ strategy, rest: { keepControl, preview, ...rest } }: Draft): Partial<ReleaseFile> {
  return {
    ...rest,
    ...(strategy === 'canary' && keepControl !== undefined && { keepControl }),
    ...(strategy === 'blue-green' && preview !== undefined && { preview }),
  }
}

function stageOf({ share, bakeTime, advance, minSamples }: StageDraft) {
  return {
    share: shareOf(share),
    ...(bakeTime.trim() !== '' && { bakeTime: bakeTime.trim() }),
    ...(minSamples !== undefined && { minSamples }),
    ...(advance === 'manual' && { advance }),
  }
}

/** NaN where it is none. */
function shareOf(percent: string): number {
  const text = percent.trim().replace(',', '.')
  return text === '' ? Number.NaN : Number((Number(text) / 100).toFixed(7))
}

function stageProblem(share: number, i: number): string[] {
  return share >= 0 && share <= 1 ? [] : [`Stage ${i + 1} needs a share from 0 to 100 %.`]
}

/** A release as the form shows it, to be edited. */
export function draftOf(release: Definition): Draft {
  const file = fileOfRelease(release)
  const {
    release: key,
    services,
    flags,
    strategy: _strategy,
    stages = [],
    bakeTime = '10m',
    advance = 'automatic',
    checks = [],
    policy,
    ...rest
  } = file
  const { mode = 'armed', ...chances } = policy ?? {}
  return {
    key,
    services: services.map((service) => ({ ...service, version: service.version ?? '' })),
    flags: Object.fromEntries(flags.map((flag) => [flag.key, flag.outgoing])),
    strategy: release.strategy,
    bakeTime,
    advance,
    stages: stages.map(({ share, bakeTime: bakes = '', advance: by = 'automatic', minSamples }) => ({
      share: String(Number((share * 100).toFixed(5))),
      bakeTime: bakes,
      advance: by,
      minSamples,
    })),
    checks,
    mode,
    rest: Object.keys(chances).length === 0 ? rest : { ...rest, policy: chances },
  }
}

/** Own stages that begin where the strategy's were, so that nothing has to be typed twice. */
export function ownStages({ strategy, stages, advance }: Draft): readonly StageDraft[] {
  if (strategy === 'stages') return stages
  const shares = { canary: [1, 5, 25, 50, 99], 'blue-green': [0, 100], 'all-at-once': [100] }[strategy]
  return shares.map((share, i) => ({
    share: String(share),
    bakeTime: share === 0 ? '0s' : '',
    advance: strategy === 'blue-green' && i === 0 ? 'manual' : advance,
    ...(share === 0 && { minSamples: 0 }),
  }))
}

/** One more stage: as far behind the last as there is room. */
export function nextStage(stages: readonly StageDraft[]): StageDraft {
  const last = Number(stages.at(-1)?.share ?? 0)
  const share = [1, 5, 10, 25, 50, 100].find((one) => one > last)
  return { share: share === undefined ? '' : String(share), bakeTime: '', advance: 'automatic' }
}

/** What a release watches that names nothing, and whose services have nothing. */
const usualChecks: readonly Check[] = [
  { id: 'errors', type: 'sdk-outcomes' },
  { id: 'alerts', type: 'alert' },
]

/** One more check, under an id of its own. The first one comes with what was watched without it. */
export function withCheck(checks: readonly Check[], check: Check): readonly Check[] {
  const isUsual = usualChecks.some(({ type }) => type === check.type)
  const before =
    checks.length > 0 ? checks : usualChecks.filter(({ type }) => !isUsual || type !== check.type)
  let { id } = check
  for (let n = 2; before.some((other) => other.id === id); n++) id = `${check.id}-${n}`
  return [...before, { ...check, id }]
}

/** The key that is proposed for a build: its service and version. */
export function keyFor({ name, version }: { name: string; version: string }): string {
  return [name, version]
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

/** What was kept in the tab may be of another version. */
export function isDraft(value: unknown): value is Draft {
  const { services, stages, checks } = (value ?? {}) as Partial<Draft>
  return Array.isArray(services) && Array.isArray(stages) && Array.isArray(checks)
}
