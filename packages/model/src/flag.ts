import { z } from 'zod'
import type { Json } from './canonical-json.js'
import { limits } from './limits.js'
import {
  descriptionSchema,
  instantSchema,
  jsonSchema,
  keySchema,
  nameSchema,
  slugSchema,
} from './primitives.js'
import { outcomeSchema, ruleSchema } from './rule.js'

export const flagTypes = ['boolean', 'string', 'number', 'object'] as const
export type FlagType = (typeof flagTypes)[number]

export const flagKinds = ['release', 'operational', 'permission', 'experiment'] as const

const metadataSchema = z
  .record(keySchema, z.union([z.string().max(limits.stringLength), z.number(), z.boolean()]))
  .refine((entries) => Object.keys(entries).length <= limits.metadataEntries, {
    message: `at most ${limits.metadataEntries} entries`,
  })

const variantsSchema = z
  .record(keySchema, jsonSchema)
  .refine((variants) => Object.keys(variants).length >= 1, { message: 'expected at least one variant' })
  .refine((variants) => Object.keys(variants).length <= limits.variantsPerFlag, {
    message: `at most ${limits.variantsPerFlag} variants`,
  })

/** What a flag is, in every environment. */
export const flagDefinitionSchema = z
  .strictObject({
    key: keySchema,
    name: nameSchema,
    description: descriptionSchema.default(''),
    type: z.enum(flagTypes),
    /** Named values, all of the flag's type. */
    variants: variantsSchema,
    /** For objects: a JSON schema (draft 2020-12) that each variant's value must meet. */
    valueSchema: z.record(z.string(), jsonSchema).optional(),
    kind: z.enum(flagKinds).default('release'),
    owner: z.string().max(limits.nameLength).default(''),
    tags: z.array(keySchema).max(limits.tagsPerFlag).default([]),
    /** Answered as `flagMetadata` at each evaluation. */
    metadata: metadataSchema.default({}),
    /** Whether a client key (a browser) may evaluate it. */
    clientVisible: z.boolean().default(false),
    lifetime: z
      .discriminatedUnion('type', [
        z.strictObject({ type: z.literal('temporary'), expectedEnd: instantSchema.optional() }),
        z.strictObject({ type: z.literal('permanent') }),
      ])
      .default({ type: 'temporary' }),
    archived: z.boolean().default(false),
  })
  .meta({ id: 'FlagDefinition' })
export type FlagDefinition = z.infer<typeof flagDefinitionSchema>

export const prerequisiteSchema = z.strictObject({
  flag: keySchema,
  /** Met when the other flag serves one of these. */
  variants: z.array(keySchema).min(1).max(limits.variantsPerFlag),
})
export type Prerequisite = z.infer<typeof prerequisiteSchema>

/** How a flag is set in one environment. */
export const flagSettingsSchema = z
  .strictObject({
    enabled: z.boolean(),
    /** The safe variant, served when the flag is off or killed; null = the caller's default. */
    offVariant: keySchema.nullable(),
    prerequisites: z.array(prerequisiteSchema).max(limits.prerequisitesPerFlag).default([]),
    rules: z.array(ruleSchema).max(limits.rulesPerFlag).default([]),
    /** What is served where no rule matches. */
    default: outcomeSchema,
    /** What an SDK serves that has not heard from a server for so many minutes. */
    whenBlind: z
      .discriminatedUnion('type', [
        z.strictObject({ type: z.literal('keep') }),
        z.strictObject({ type: z.literal('safe'), afterMinutes: z.int().min(1).max(limits.blindMinutes) }),
      ])
      .default({ type: 'keep' }),
  })
  .meta({ id: 'FlagSettings' })
export type FlagSettings = z.infer<typeof flagSettingsSchema>

/**
 * That a running release owns the flag in this environment, and what it makes of the default outcome. `default` stays
 * what it was before the start, so that whatever takes this away gives the old default outcome back.
 */
export const flagReleaseSchema = z
  .strictObject({
    key: slugSchema,
    generation: z.int().min(1),
    /** Which of the release's stages it is in, from 0. */
    stage: z.int().min(0),
    /** Of the subjects that get the outgoing variant. */
    share: z.number().min(0).max(1),
    outgoing: keySchema,
    previous: keySchema,
    seed: z.string(),
    bucketBy: keySchema.optional(),
    slowAfterMs: z.int().min(1).optional(),
    /** A segment that gets the outgoing variant while nobody else does. */
    preview: keySchema.optional(),
  })
  .meta({ id: 'FlagRelease' })
export type FlagRelease = z.infer<typeof flagReleaseSchema>

/** Settings as the log keeps them; no edit writes `release`. */
export type StoredFlagSettings = FlagSettings & { release?: FlagRelease | undefined }

/** A flag as one environment's SDKs receive it: definition and settings in one entity. Readers ignore fields they don't know. */
export interface SentFlag {
  key: string
  type: FlagType
  variants: { readonly [variant: string]: Json }
  enabled: boolean
  offVariant: string | null
  prerequisites?: Prerequisite[]
  rules?: z.infer<typeof ruleSchema>[]
  default: z.infer<typeof outcomeSchema> | SentReleaseSplit
  /** Of a flag that a running release owns: in whose name its outcomes are counted. */
  release?: SentRelease
  whenBlind?: FlagSettings['whenBlind']
  metadata?: { readonly [key: string]: string | number | boolean }
}

/**
 * A running release's own split: `outgoing` has the interval [0, share), always from the same end, so that whoever has
 * it keeps it as the share grows. Where the context has no value to split by, `missing` is served with reason DEFAULT.
 */
export interface SentReleaseSplit {
  type: 'split'
  weights: { variant: string; weight: number }[]
  bucketBy?: string
  seed: string
  missing: string
}

/** Which of a flag's default answers belong to which arm of a release, and what its reports are keyed by. */
export interface SentRelease {
  key: string
  generation: number
  stage: number
  /** The outgoing variant: those who get it by the default outcome are the treatment. */
  treatment: string
  /** The variant that the default outcome was before. */
  control: string
  /** Salts the buckets by which subjects are told apart in reports; the split's seed. */
  seed: string
  /** The attribute that tells subjects apart, which the split may not say at a share of 0 or 1; else the targeting key. */
  bucketBy?: string
  /** Milliseconds above which a request is slow; nothing is slow where none is given. */
  slowAfterMs?: number
}
