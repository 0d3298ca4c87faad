import { actorSchema, changeKinds, entityKinds, instantSchema, jsonSchema } from '@ripcord/model'
import { z } from 'zod'
import { revisionSchema } from './params.js'

export const entityRefSchema = z
  .object({
    kind: z.enum(entityKinds),
    /** Null for kinds that a project has once. */
    environment: z.string().nullable(),
    key: z.string(),
  })
  .meta({ id: 'EntityRef' })

/** A difference of two JSON values, at a JSON pointer. */
export const differenceSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('added'), path: z.string(), after: jsonSchema }),
    z.object({ type: z.literal('removed'), path: z.string(), before: jsonSchema }),
    z.object({ type: z.literal('changed'), path: z.string(), before: jsonSchema, after: jsonSchema }),
  ])
  .meta({ id: 'Difference' })

export const entityDifferenceSchema = entityRefSchema
  .extend({
    type: z.enum(['created', 'deleted', 'changed']),
    differences: z.array(differenceSchema),
  })
  .meta({ id: 'EntityDifference' })

export const changeAnswerSchema = z
  .object({
    revision: revisionSchema,
    epoch: z.string(),
    at: instantSchema,
    kind: z.enum(changeKinds),
    actor: actorSchema,
    reason: z.string(),
    /** Keys of the environments whose SDKs saw a difference. */
    environments: z.array(z.string()),
    entities: z.array(entityRefSchema),
    cause: z.record(z.string(), jsonSchema).optional(),
    requestId: z.string().optional(),
    rowHash: z.string(),
  })
  .meta({ id: 'ChangeAnswer' })

export const entityAtSchema = entityRefSchema
  .extend({ value: jsonSchema, revision: revisionSchema })
  .meta({ id: 'EntityAt' })
