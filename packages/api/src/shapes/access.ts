import { actorSchema, instantSchema } from '@ripcord/model'
import { z } from 'zod'

export const whoAmISchema = z
  .object({
    actor: actorSchema,
    /** Null where a token is shown with each request. */
    session: z.object({ expiresAt: instantSchema }).nullable(),
    permissions: z.array(z.string()),
  })
  .meta({ id: 'WhoAmI' })

export const adminTokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: instantSchema,
    revokedAt: instantSchema.nullable(),
  })
  .meta({ id: 'AdminToken' })

export const sdkKeySchema = z
  .object({
    id: z.string(),
    kind: z.enum(['server', 'client']),
    name: z.string(),
    createdAt: instantSchema,
    createdBy: actorSchema,
    lastUsedAt: instantSchema.nullable(),
    revokedAt: instantSchema.nullable(),
  })
  .meta({ id: 'SdkKey' })
