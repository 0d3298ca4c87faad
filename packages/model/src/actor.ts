import { z } from 'zod'
import { limits } from './limits.js'

/** Who or what made a change. `id` is stable; `name` is what people read. */
export const actorSchema = z
  .object({
    type: z.enum(['person', 'token', 'guard', 'drill', 'system']),
    id: z.string().min(1).max(limits.nameLength),
    name: z.string().max(limits.nameLength).optional(),
  })
  .meta({ id: 'Actor' })
export type Actor = z.infer<typeof actorSchema>
