import { instantSchema } from '@ripcord/model'
import { z } from 'zod'

const deploymentSchema = z.object({
  sender: z.string(),
  /** The sender's, to be found there. */
  deliveryId: z.string().nullable(),
  /** `rolledback`: the build that it names is what runs again. `other`: neither out, nor failed, nor on its way. */
  status: z.enum(['started', 'succeeded', 'failed', 'rolledback', 'other']),
  service: z.string().nullable(),
  version: z.string().nullable(),
  commit: z.string().nullable(),
  /** Of its image. */
  digest: z.string().nullable(),
  /** As the sender calls it. */
  environment: z.string().nullable(),
  url: z.string().nullable(),
  /** The release that it names. */
  release: z.string().nullable(),
})

const deploymentEffectSchema = z.object({
  release: z.string(),
  /** `deployed`: one of its services is there. `failed`: it is not started for now. `refused`: it could not be done. */
  effect: z.enum(['created', 'deployed', 'started', 'held', 'failed', 'refused']),
  because: z.string(),
})

export const deliveredDeploymentSchema = z
  .object({
    /** Null: the delivery was of something else. */
    deployment: deploymentSchema.nullable(),
    /** It was known: nothing came of it again. */
    duplicate: z.boolean(),
    effects: z.array(deploymentEffectSchema),
    /** Why little or nothing came of it. */
    warnings: z.array(z.string()),
  })
  .meta({ id: 'DeliveredDeployment' })

export const receivedDeploymentSchema = deploymentSchema
  .extend({
    source: z.string(),
    receivedAt: instantSchema,
    /** The sender's time. */
    at: instantSchema.nullable(),
    /** Whether it says what its service runs in this environment. */
    counts: z.boolean(),
    /** Null: not all that follows from it was done. */
    effects: z.array(deploymentEffectSchema).nullable(),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'ReceivedDeployment' })
