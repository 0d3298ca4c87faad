import { environmentSchema, projectSchema } from '@ripcord/model'
import { z } from 'zod'
import { revisionSchema } from './params.js'

export const environmentAnswerSchema = environmentSchema
  .extend({ revision: revisionSchema })
  .meta({ id: 'EnvironmentAnswer' })

export const projectAnswerSchema = projectSchema
  .extend({
    revision: revisionSchema,
    /** Of the newest change in the project's log. */
    head: revisionSchema,
    environments: z.array(environmentAnswerSchema),
  })
  .meta({ id: 'ProjectAnswer' })
