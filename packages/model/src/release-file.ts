import { z } from 'zod'
import { checkSchema } from './check.js'
import { limits } from './limits.js'
import { descriptionSchema, durationSchema, keySchema, nameSchema, slugSchema } from './primitives.js'

/** A service that takes part, and which build of it goes out. */
const releaseServiceSchema = z.strictObject({
  /** What its SDK is told as `application.name`. */
  name: nameSchema,
  version: nameSchema.optional(),
  commit: nameSchema.optional(),
  digest: nameSchema.optional(),
})

const releaseFlagSchema = z.strictObject({
  key: keySchema,
  /** The variant that goes out. */
  outgoing: keySchema,
})

const shareSchema = z
  .number()
  .min(0)
  .max(1)
  .refine((share) => Math.abs(share / limits.shareUnit - Math.round(share / limits.shareUnit)) < 1e-6, {
    message: `expected a share of at most five digits, such as 0.05: a split knows ${1 / limits.shareUnit} parts`,
  })

/** What a stage asks for where it does not say otherwise. */
const pace = {
  /** How long it must be healthy before the release goes on. */
  bakeTime: durationSchema,
  /** Requests that each arm of each service must have had. */
  minSamples: z.int({ abort: true }).min(0).max(1_000_000_000),
  /** Who goes on: the guard, or a person. */
  advance: z.enum(['automatic', 'manual']),
}

const givenStageSchema = z.strictObject({
  /** Of the subjects that get the outgoing variants, from 0 to 1. */
  share: shareSchema,
  bakeTime: pace.bakeTime.optional(),
  minSamples: pace.minSamples.optional(),
  advance: pace.advance.optional(),
})

type GivenStage = z.infer<typeof givenStageSchema>

export const strategies = ['canary', 'blue-green', 'all-at-once', 'stages'] as const

/** One in a million million is as good as never. */
const chance = z.number().min(1e-12).max(0.5)

const policySchema = z.strictObject({
  /** `observe`: the guard decides as always and only writes down what it would have done. */
  mode: z.enum(['armed', 'observe']).default('armed'),
  /** The chance of a false kill, hold and warning, each for a whole run. */
  killAlpha: chance.default(0.001),
  holdAlpha: chance.default(0.01),
  warnAlpha: chance.default(0.05),
  /** Errors, and slow requests, for each request that are never news. */
  baselineFloor: z.number().min(0).max(1).default(0.005),
})

/** A release as a person or a file gives it. */
export const releaseFileSchema = z
  .strictObject({
    /** Its key, by which the same file is applied again to the same release. */
    release: slugSchema,
    /** Where it goes out; a file that is applied elsewhere is refused. */
    environment: slugSchema.optional(),
    description: descriptionSchema.default(''),
    services: z.array(releaseServiceSchema).min(1).max(limits.servicesPerRelease),
    flags: z.array(releaseFlagSchema).min(1).max(limits.flagsPerRelease),
    /** canary: 1, 5, 25, 50 and 99 % with 1 % kept as control to the end; blue-green: nobody, then everybody. */
    strategy: z.enum(strategies).optional(),
    stages: z.array(givenStageSchema).min(1).max(limits.stagesPerRelease).optional(),
    /** For stages that say nothing else. */
    bakeTime: pace.bakeTime.default('10m'),
    minSamples: pace.minSamples.default(100),
    advance: pace.advance.optional(),
    /** A canary keeps 1 % as control through its last stage, unless this is false. */
    keepControl: z.boolean().optional(),
    /** blue-green: a segment of those who get the outgoing variants before anybody else does. */
    preview: keySchema.optional(),
    /** The attribute that subjects are split by; the targeting key where none is named. */
    splitBy: keySchema.optional(),
    /** Those of its services where left out. */
    checks: z.array(checkSchema).min(1).max(limits.checksPerRelease).optional(),
    policy: policySchema.prefault({}),
    /** `deployment`: it starts by itself as soon as all of its services are told to be deployed; a person's step where left out. */
    startOn: z.enum(['deployment']).optional(),
  })
  .meta({ id: 'ReleaseFile' })
export type ReleaseFile = z.infer<typeof releaseFileSchema>

/** A stage with all that it asks for. */
export const stageSchema = z.strictObject({ share: shareSchema, ...pace })
export type Stage = z.infer<typeof stageSchema>

/** What a release is, once its file was read: every stage stands, and stays what it is. */
export const releaseDefinitionSchema = z.object({
  ...releaseFileSchema.omit({
    release: true,
    environment: true,
    bakeTime: true,
    minSamples: true,
    advance: true,
    keepControl: true,
  }).shape,
  key: slugSchema,
  strategy: z.enum(strategies),
  stages: z.array(stageSchema),
})
export type ReleaseDefinition = z.infer<typeof releaseDefinitionSchema>

/** The release that a file means. What is wrong with the file beyond its schema is told by `releaseProblems`. */
export function releaseOf(file: ReleaseFile): ReleaseDefinition {
  const {
    release,
    environment: _environment,
    bakeTime,
    minSamples,
    advance,
    keepControl: _keepControl,
    ...rest
  } = file
  const strategy = file.strategy ?? (file.stages === undefined ? 'canary' : 'stages')
  const stages = givenStages(file, strategy).map(
    (stage): Stage => ({
      share: stage.share,
      bakeTime: stage.bakeTime ?? bakeTime,
      minSamples: stage.minSamples ?? minSamples,
      advance: stage.advance ?? advance ?? 'automatic',
    }),
  )
  return { ...rest, key: release, strategy, stages }
}

function givenStages(file: ReleaseFile, strategy: ReleaseDefinition['strategy']): GivenStage[] {
  switch (strategy) {
    case 'canary':
      return [0.01, 0.05, 0.25, 0.5, file.keepControl === false ? 1 : 0.99].map((share) => ({ share }))
    case 'blue-green':
      // Nothing is measured while nobody is served: a person looks, and switches.
      return [{ share: 0, bakeTime: '0s', minSamples: 0, advance: 'manual' }, { share: 1 }]
    case 'all-at-once':
      return [{ share: 1 }]
    case 'stages':
      return file.stages ?? []
  }
}
