import {
  actorSchema,
  channelTargetSchema,
  instantSchema,
  nameSchema,
  newsFilterSchema,
  newsTypes,
} from '@ripcord/model'
import { z } from 'zod'

const noFilter = { events: null, environments: null, releases: null }

export const newChannelSchema = z.strictObject({
  name: nameSchema,
  target: channelTargetSchema,
  filter: newsFilterSchema.default(noFilter),
  enabled: z.boolean().default(true),
})

export const channelPatchSchema = z.strictObject({
  name: nameSchema.optional(),
  /** Of the same type. The secret that signs stays. */
  target: channelTargetSchema.optional(),
  filter: newsFilterSchema.optional(),
  enabled: z.boolean().optional(),
})

export const deliveryStateSchema = z.enum(['pending', 'delivered', 'dead'])

const newsSchema = z.object({
  type: z.enum([...newsTypes, 'test']),
  project: z.string(),
  environment: z.string().nullable(),
  releases: z.array(z.string()),
  flags: z.array(z.string()),
  title: z.string(),
  because: z.string(),
  at: instantSchema,
  by: actorSchema,
  revision: z.int().nullable(),
  change: z.string().nullable(),
  killId: z.string().nullable(),
  services: z.array(z.object({ name: z.string(), version: z.string().nullable() })),
  evidence: z.array(z.object({ check: z.string(), outcome: z.string(), because: z.string() })),
})

export const deliverySchema = z
  .object({
    /** What the receiver gets as `webhook-id`, the same at every try. */
    id: z.string(),
    channel: z.string(),
    news: newsSchema,
    /** `dead`: given up. */
    state: deliveryStateSchema,
    attempts: z.int(),
    createdAt: instantSchema,
    /** Null where it has ended. */
    nextAt: instantSchema.nullable(),
    endedAt: instantSchema.nullable(),
    /** What came of the last try. */
    last: z.string().nullable(),
  })
  .meta({ id: 'Delivery' })
