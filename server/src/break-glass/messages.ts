import { actorSchema } from '@ripcord/model'
import { z } from 'zod'

/** A line may have so many characters; a longer one is no request of ours. */
export const lineLimit = 1024 * 1024

export const breakGlassKillSchema = z.strictObject({
  type: z.literal('kill'),
  project: z.string(),
  environment: z.string(),
  /** How many there may be is for who decides the kill to say: that sentence tells what to send instead. */
  flags: z.array(z.string()),
  reason: z.string(),
  /** Always there: whoever gets no answer commits the same episode himself, and both are one kill. */
  episode: z.string(),
  actor: actorSchema,
})
/** What the command line asks of the server that runs on the same data folder. */
export type BreakGlassKill = z.infer<typeof breakGlassKillSchema>

export const breakGlassAnswerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('killed'),
    killId: z.string(),
    revision: z.int(),
    /** True = the episode was killed before; nothing was changed. */
    stood: z.boolean(),
  }),
  /** The request is at fault. */
  z.object({ type: z.literal('refused'), code: z.string(), message: z.string() }),
  /** The server is: ask the database itself. */
  z.object({ type: z.literal('failed'), message: z.string() }),
])
export type BreakGlassAnswer = z.infer<typeof breakGlassAnswerSchema>
