import { z } from 'zod'
import { descriptionSchema, nameSchema, slugSchema } from './primitives.js'

export const projectSchema = z
  .strictObject({
    key: slugSchema,
    /** Given once, never reused; other tables refer to it. */
    id: z.string(),
    name: nameSchema,
    description: descriptionSchema.default(''),
  })
  .meta({ id: 'Project' })
export type Project = z.infer<typeof projectSchema>

export const environmentSchema = z
  .strictObject({
    key: slugSchema,
    /** Given once, never reused: rooms, proofs, kill ids and disk folders are named by it. */
    id: z.string(),
    name: nameSchema,
    description: descriptionSchema.default(''),
    /** Shown in ink; asks for a reason. */
    production: z.boolean().default(false),
  })
  .meta({ id: 'Environment' })
export type Environment = z.infer<typeof environmentSchema>
