import { z } from 'zod'
import { releaseFileSchema } from './release-file.js'

/**
 * A release's file without what each deployment brings: the key and the build. Of one service, since a release of
 * several is due when all of them are there, which a file of its own has to say.
 */
export const releaseTemplateSchema = z
  .strictObject({
    ...releaseFileSchema.omit({ release: true, environment: true }).shape,
    services: z
      .array(z.strictObject({ name: releaseFileSchema.shape.services.element.shape.name }))
      .length(1),
  })
  .meta({ id: 'ReleaseTemplate' })
export type ReleaseTemplate = z.infer<typeof releaseTemplateSchema>
