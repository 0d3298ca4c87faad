import { instantSchema } from '@ripcord/model'
import { z } from 'zod'
import { revisionSchema } from './params.js'

export const instanceSchema = z
  .object({
    /** Names it in a strike. */
    id: z.string(),
    service: z.string(),
    version: z.string(),
    host: z.string(),
    zone: z.string().nullable(),
    sdk: z.string(),
    connected: z.boolean(),
    connectedSince: instantSchema.nullable(),
    lastSeenAt: instantSchema,
    /** When it was lost without a goodbye. */
    lostAt: instantSchema.nullable(),
    goodbyeAt: instantSchema.nullable(),
    /** A person has said that it serves nobody. */
    struck: z.boolean(),
    epoch: z.string(),
    /** The last change of the environment that it has applied. */
    applied: revisionSchema,
    /** Changes of the environment that it has not applied. */
    lag: z.int(),
    kills: z.array(z.string()),
    /** Flags that it does not serve as the log says. */
    notServing: z.array(z.string()),
  })
  .meta({ id: 'Instance' })

export const listedInstanceSchema = instanceSchema
  .extend({
    /** How often something that it reported of releases was refused: it is never evidence. Since the server's start. */
    refusedReports: z.int(),
  })
  .meta({ id: 'ListedInstance' })

export const propagationSchema = z
  .object({
    killId: z.string(),
    /** Instances that could still be serving what was killed, and those that have said that they do not. */
    total: z.int(),
    safe: z.int(),
    instances: z.array(instanceSchema.extend({ safe: z.boolean(), concerned: z.boolean() })),
    /** Clients that can't acknowledge: counted apart, never as safe. */
    cannotAcknowledge: z.int(),
  })
  .meta({ id: 'Propagation' })
