import { instantSchema, releaseHoldReasons } from '@ripcord/model'
import { z } from 'zod'

const assessmentSchema = z
  .object({
    check: z.string(),
    /** `inconclusive`: wait. */
    outcome: z.enum(['fail', 'hold', 'pass', 'inconclusive']),
    /** For a person to read. */
    because: z.string(),
    /** The figures that it rests on; null is one that has no end. */
    evidence: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
  })
  .meta({ id: 'GuardAssessment' })

const guardDecisionSchema = z
  .object({
    /** `complete`: the last stage has baked. */
    action: z.enum(['kill', 'hold', 'advance', 'complete', 'none']),
    because: z.string(),
    holds: z.array(z.enum([...releaseHoldReasons, 'suspended'])),
    assessments: z.array(assessmentSchema),
  })
  .meta({ id: 'GuardDecision' })

const armCountsSchema = z.object({ requests: z.int(), errors: z.int(), slow: z.int() })

export const secondSchema = z
  .object({
    at: instantSchema,
    stage: z.int(),
    treatment: armCountsSchema,
    control: armCountsSchema,
  })
  .meta({ id: 'OutcomesOfSecond' })

export const guardAnswerSchema = z
  .object({
    release: z.string(),
    generation: z.int(),
    /** `observe`: it only writes down what it decides. */
    mode: z.enum(['armed', 'observe']),
    /** Whether the guard itself looks: where `isBlind`, nothing is killed by it and nothing goes on. */
    guard: z.object({ lastTickAt: z.string().nullable(), isBlind: z.boolean() }),
    /** Seconds that were decided on. */
    ticks: z.int(),
    /** The last one; null before the first second. */
    decision: guardDecisionSchema.nullable(),
    /** How long the present stage has been healthy, milliseconds. */
    bakedMs: z.number(),
    /** What was counted, by service and stage. Shown, never tested. */
    counts: z.array(
      z.object({
        service: z.string(),
        stage: z.int(),
        treatment: armCountsSchema,
        control: armCountsSchema,
      }),
    ),
    /** Requests whose context had nothing to split by: in no arm. */
    unassigned: z.int(),
    /** Kinds of errors, class or code, and how often each arm had them. */
    kinds: z.array(
      z.object({
        kind: z.string(),
        treatment: z.int(),
        control: z.int(),
        /** Of one request of the new variant that ended so. */
        traceId: z.string().nullable(),
      }),
    ),
    /** Decisions that differ from the one before, the newest last; at most a hundred. */
    decisions: z.array(z.object({ tick: z.int(), decision: guardDecisionSchema })),
  })
  .meta({ id: 'GuardAnswer' })
