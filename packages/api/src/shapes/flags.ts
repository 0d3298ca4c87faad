import {
  conditionSchema,
  flagDefinitionSchema,
  flagReleaseSchema,
  flagSettingsSchema,
  keySchema,
  limits,
  segmentIdSchema,
  slugSchema,
} from '@ripcord/model'
import { z } from 'zod'
import { revisionSchema } from './params.js'

/** How a flag stands in one environment. */
export const settingsAnswerSchema = flagSettingsSchema
  .extend({
    flag: keySchema,
    environment: slugSchema,
    /** Of the last change of these settings: their ETag. */
    revision: revisionSchema,
    /** Ids of the kills that stand on it there; while there is one, it serves what the kill says. */
    kills: z.array(z.string()),
    /** The running release that owns it there; `default` is what it was before the start, and what comes back. */
    release: flagReleaseSchema.optional(),
  })
  .meta({ id: 'SettingsAnswer' })

export const flagAnswerSchema = flagDefinitionSchema
  .extend({
    /** Of the last change of the definition: its ETag. */
    revision: revisionSchema,
    /** By environment. */
    environments: z.record(slugSchema, settingsAnswerSchema),
  })
  .meta({ id: 'FlagAnswer' })

const { shape: definition } = flagDefinitionSchema
const { shape: settings } = flagSettingsSchema

/** Fields left out stay as they are, lists are replaced whole. The key never changes; archiving has a door of its own. */
export const definitionPatchSchema = z.strictObject({
  name: definition.name.optional(),
  description: definition.description.unwrap().optional(),
  type: definition.type.optional(),
  variants: definition.variants.optional(),
  /** null takes it away. */
  valueSchema: definition.valueSchema.unwrap().nullable().optional(),
  kind: definition.kind.unwrap().optional(),
  owner: definition.owner.unwrap().optional(),
  tags: definition.tags.unwrap().optional(),
  metadata: definition.metadata.unwrap().optional(),
  clientVisible: definition.clientVisible.unwrap().optional(),
  lifetime: definition.lifetime.unwrap().optional(),
})

/** Fields left out stay as they are, lists are replaced whole. */
export const settingsPatchSchema = z.strictObject({
  enabled: settings.enabled.optional(),
  offVariant: settings.offVariant.optional(),
  prerequisites: settings.prerequisites.unwrap().optional(),
  rules: settings.rules.unwrap().optional(),
  default: settings.default.optional(),
  whenBlind: settings.whenBlind.unwrap().optional(),
})

export const newFlagSchema = definitionPatchSchema.extend({
  key: definition.key,
  name: definition.name,
  type: definition.type,
  variants: definition.variants,
  valueSchema: definition.valueSchema,
  /** What is left out: disabled, serving the off variant; that is `off`, else the variant whose value is false. */
  environments: z.record(slugSchema, settingsPatchSchema).optional(),
})

const ids = z.array(segmentIdSchema).max(limits.idsPerSegment)

export const newSegmentSchema = z.strictObject({
  key: keySchema,
  name: definition.name,
  description: definition.description.unwrap().optional(),
  rules: z.array(conditionSchema).max(limits.rulesPerFlag).optional(),
  included: ids.optional(),
  excluded: ids.optional(),
})

export const segmentPatchSchema = newSegmentSchema
  .pick({ description: true, rules: true })
  .extend({ name: definition.name.optional() })

export const segmentIdsSchema = z.object({ included: ids, excluded: ids }).meta({ id: 'SegmentIds' })

/** One that is added to a list leaves the other. Adding one that is there, and removing one that is not, is no error. */
export const idsEditSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('add'), included: ids.optional(), excluded: ids.optional() }),
  z.strictObject({ type: z.literal('remove'), included: ids.optional(), excluded: ids.optional() }),
  z.strictObject({ type: z.literal('replace'), included: ids, excluded: ids }),
])

export const segmentAnswerSchema = z
  .object({
    key: keySchema,
    name: z.string(),
    description: z.string(),
    rules: z.array(conditionSchema),
    environment: slugSchema,
    /** ETag: of the last change of the segment or of its identifiers. */
    revision: revisionSchema,
    /** How many identifiers each list has. */
    ids: z.object({ included: z.int(), excluded: z.int() }),
  })
  .meta({ id: 'SegmentAnswer' })
