// Apart from the rest: what makes these pages is large, and they are asked for rarely.
export { openApiDocument } from './openapi.js'
export { releaseFileJsonSchema } from './release-file-json-schema.js'
