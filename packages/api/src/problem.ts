import { jsonSchema } from '@ripcord/model'
import { z } from 'zod'

/** One thing that is wrong with a request. */
export const fieldProblemSchema = z
  .object({
    /** A JSON pointer into the body, or into `query`, `params` and `headers` where these are meant. */
    path: z.string(),
    message: z.string(),
    /** The value found there, shortened; left out where it is a secret or too large to show. */
    seen: jsonSchema.optional(),
  })
  .meta({ id: 'FieldProblem' })
export type FieldProblem = z.infer<typeof fieldProblemSchema>

/** RFC 9457, `application/problem+json`: what every refused request is answered with. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** A stable word for programs. */
    code: z.string(),
    /** What was seen, what was expected, what to do. */
    detail: z.string(),
    instance: z.string().optional(),
    requestId: z.string().optional(),
    errors: z.array(fieldProblemSchema).optional(),
  })
  .loose()
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problemSchema>
