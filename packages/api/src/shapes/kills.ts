import { keySchema, killSchema, limits, servedSchema, slugSchema, storedKillSchema } from '@ripcord/model'
import { z } from 'zod'
import { revisionSchema } from './params.js'

/** A kill as it is shown: with its lifting, without its MAC. */
export const killAnswerSchema = storedKillSchema
  .omit({ mac: true })
  .extend({ environment: slugSchema, revision: revisionSchema })
  .meta({ id: 'KillAnswer' })

const serveChoiceSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('offVariant') }),
    z.strictObject({ type: z.literal('variant'), variant: keySchema }),
    z.strictObject({ type: z.literal('callerDefault') }),
  ])
  .meta({ id: 'ServeChoice' })

export const killRequestSchema = z.strictObject({
  target: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('flags'),
      flags: z.array(keySchema).min(1).max(limits.flagsPerKill),
    }),
    z.strictObject({ type: z.literal('tag'), tag: keySchema }),
    /** All flags of a release, which ends with them. */
    z.strictObject({ type: z.literal('release'), release: slugSchema }),
  ]),
  /**
   * Whether a running release that owns one of the flags ends with it, all its flags killed too (the default), or goes
   * on without the flag, held.
   */
  scope: z.enum(['release', 'flag']).optional(),
  /** Each flag's off variant where left out. */
  serve: serveChoiceSchema.optional(),
  /** Where a flag is to serve something else than `serve`. */
  serveByFlag: z.record(keySchema, serveChoiceSchema).optional(),
  /** What the kill answers to: a second kill of one episode is the first one. */
  episode: z.string().min(1).max(limits.episodeLength).optional(),
})

export const killOutcomeSchema = z
  .object({
    outcome: z.enum(['killed', 'alreadyStands']),
    kill: killAnswerSchema,
    revision: revisionSchema,
  })
  .meta({ id: 'KillOutcome' })

export const killPreviewSchema = z
  .object({
    /** What each flag would serve. */
    serves: z.record(keySchema, servedSchema),
    /** Flags that turn off with them, through their prerequisites. */
    turnOff: z.array(
      z.object({
        flag: keySchema,
        serves: z.string().nullable(),
        because: z.object({ flag: keySchema, accepted: z.array(z.string()) }),
      }),
    ),
    /** Flags and segments whose rules ask for one of them. */
    mayChange: z.array(z.string()),
    /** Those that are killed already, with the ids. */
    alreadyKilled: z.record(keySchema, z.array(z.string())),
    /** Running releases that end with it. */
    releases: z.array(z.string()),
  })
  .meta({ id: 'KillPreview' })

export const restoreOutcomeSchema = z
  .object({
    kill: killAnswerSchema,
    revision: revisionSchema,
    /** For each flag of the kill: ids of the kills that still hold it. Empty = it is no longer killed. */
    stillHeld: z.record(keySchema, z.array(z.string())),
  })
  .meta({ id: 'RestoreOutcome' })

export const waitingKillSchema = z
  .object({
    kill: killSchema.omit({ mac: true }),
    /** Service and host of the instance that brought it first. */
    broughtBy: z.string(),
    since: z.string(),
  })
  .meta({ id: 'WaitingKill' })

export const adoptionSchema = z
  .object({
    type: z.enum(['adopted', 'stands', 'lifted', 'drill', 'dismissed']),
    killId: z.string(),
    revision: revisionSchema.optional(),
  })
  .meta({ id: 'Adoption' })
