import { z } from 'zod'
import { actorSchema } from './actor.js'
import { limits } from './limits.js'
import { instantSchema, jsonSchema, keySchema } from './primitives.js'

/** Why a kill stands. */
export const killCauses = ['manual', 'breakGlass', 'guard', 'recovered', 'drill'] as const
export type KillCause = (typeof killCauses)[number]

/** Episodes that begin so are the guard's: nobody else may answer for it that a kill stands, or was lifted. */
export const guardEpisodes = 'guard:'

/** What a killed flag serves: a variant with the value it had at commit, or what the caller passes as default. */
export const servedSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('variant'), variant: keySchema, value: jsonSchema }),
  z.strictObject({ type: z.literal('callerDefault') }),
])
export type Served = z.infer<typeof servedSchema>

/**
 * One kill, of one flag or of several, in one environment. It stands until a restore cites its id. `serves` holds all
 * that an SDK needs, so that it works for a flag that is unknown, quarantined or changed since.
 */
export const killSchema = z
  .object({
    killId: z.string().min(1).max(limits.killIdLength),
    cause: z.enum(killCauses),
    actor: actorSchema,
    reason: z.string().max(limits.reasonLength),
    /** What it answers to: two kills of one episode are one. */
    episode: z.string().min(1).max(limits.episodeLength),
    /** Where it was first committed. Of several kills of one flag the newest first commit goes first. */
    firstCommit: z.object({ epoch: z.string(), revision: z.int().min(0), at: instantSchema }),
    serves: z.record(keySchema, servedSchema),
    /** Drills alone end by themselves, so many milliseconds after their commit. */
    endsAfterMs: z.int().min(1).optional(),
    /** HMAC over environment and record, base64url. */
    mac: z.string(),
  })
  .meta({ id: 'Kill' })
export type Kill = z.infer<typeof killSchema>

/** A kill as the log keeps it: a lifted one stays, so that an SDK that brings it back is told so. */
export const storedKillSchema = killSchema.extend({
  lifted: z.object({ at: instantSchema, actor: actorSchema, reason: z.string() }).nullable(),
})
export type StoredKill = z.infer<typeof storedKillSchema>

/** Which kill an episode led to; its key is the SHA-256 of the episode, hex. */
export interface Episode {
  episode: string
  killId: string
}
