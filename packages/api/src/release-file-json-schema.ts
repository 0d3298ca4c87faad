import { releaseFileSchema } from '@ripcord/model'
import { z } from 'zod'

/** The JSON schema (draft 2020-12) of `ripcord.yaml`, by which editors complete and check it. */
export function releaseFileJsonSchema(): object {
  return {
    ...z.toJSONSchema(releaseFileSchema, { io: 'input' }),
    title: 'ripcord.yaml',
    description: 'A release: which flags of which services go out, in which stages, watched by what.',
  }
}
