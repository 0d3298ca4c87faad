import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import type { Operation } from './operation.js'
import { operations } from './operations/index.js'
import { problemSchema } from './problem.js'

/** The OpenAPI 3.1 document of the API, made from the contracts. */
export function openApiDocument(version: string): object {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Ripcord',
      version,
      description:
        'Feature flags that pull themselves when a release goes bad. Writes go to one log per project; answers carry the revision that is their ETag.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
    paths: paths(Object.values(operations)),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An admin token (`rk_adm_…`).' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'ripcord',
          description: 'The session of a browser; `__Host-ripcord` over https.',
        },
      },
    },
  })
}

function paths(all: readonly Operation[]): ZodOpenApiPathsObject {
  const found: ZodOpenApiPathsObject = {}
  for (const operation of all) {
    found[operation.path] = { ...found[operation.path], [operation.method]: describe(operation) }
  }
  return found
}

function describe(operation: Operation): ZodOpenApiOperationObject {
  const { params, query, body } = operation
  const header = requestHeaders(operation)
  return {
    operationId: operation.operationId,
    summary: operation.summary,
    description: [operation.description, `Permission: \`${operation.permission}\`.`]
      .filter(Boolean)
      .join(' '),
    tags: [operation.tag],
    ...(operation.permission === 'session:open' ? { security: [] } : {}),
    requestParams: {
      ...(params === undefined ? {} : { path: params }),
      ...(query === undefined ? {} : { query }),
      ...(header === undefined ? {} : { header }),
    },
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: contentOf(operation.yaml, body) } }),
    responses: { ...successes(operation), default: refusal },
  }
}

function contentOf(yaml: boolean | undefined, schema: z.ZodType) {
  return { 'application/json': { schema }, ...(yaml === true && { 'application/yaml': { schema } }) }
}

const refusal = {
  id: 'Refused',
  description: 'Refused; the problem says why.',
  content: { 'application/problem+json': { schema: problemSchema } },
}

const descriptions: { readonly [status: number]: string } = {
  200: 'Done',
  201: 'Created',
  202: 'Not yet',
  204: 'Done; there is nothing to say',
}

const etagHeader = z.object({ etag: z.string().meta({ description: 'The revision, for `If-Match`.' }) })

function successes(operation: Operation): ZodOpenApiOperationObject['responses'] {
  const type = operation.events === true ? 'text/event-stream' : 'application/json'
  const found: ZodOpenApiOperationObject['responses'] = {}
  for (const [status, schema] of Object.entries(operation.responses)) {
    found[status as `${1 | 2 | 3 | 4 | 5}${string}`] = {
      description: descriptions[Number(status)] ?? 'Done',
      ...(operation.etag === true ? { headers: etagHeader } : {}),
      ...(schema === null ? {} : { content: { [type]: { schema } } }),
    }
  }
  return found
}

function requestHeaders(operation: Operation): z.ZodObject | undefined {
  const ifMatch = z.string().optional().meta({
    description:
      'The ETag of what was read, `"42"`. Needed in production environments; 412 tells what changed.',
  })
  const idempotencyKey = z.string().optional().meta({
    description: 'The same key with the same request gets the first answer again.',
  })
  const shape = {
    ...(operation.ifMatch === true ? { 'If-Match': ifMatch } : {}),
    ...(operation.idempotent === true ? { 'Idempotency-Key': idempotencyKey } : {}),
  }
  return Object.keys(shape).length === 0 ? undefined : z.object(shape)
}
