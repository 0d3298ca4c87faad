import { expect, it } from 'vitest'
import { openApiDocument } from './openapi.js'
import type { Operation } from './operation.js'
import { operations } from './operations/index.js'

const all = Object.entries(operations) as [string, Operation][]

it('names each operation as the client calls it', () => {
  expect(all.filter(([name, operation]) => name !== operation.operationId)).toEqual([])
})

it('gives each method and path to one operation alone', () => {
  const places = all.map(([, { method, path }]) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`)
  expect(new Set(places).size).toBe(places.length)
})

it.each(all)('%s declares exactly the parameters of its path', (_name, { path, params }) => {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
  expect(Object.keys(params?.shape ?? {})).toEqual(inPath)
})

it.each(all)('%s takes If-Match only where it changes something that exists', (_name, operation) => {
  if (operation.ifMatch === true) expect(['patch', 'delete', 'post']).toContain(operation.method)
  if (operation.idempotent !== undefined) expect(operation.method).not.toBe('get')
  if (operation.method === 'get') expect(operation.body).toBeUndefined()
})

it.each(all)('%s answers something that its contract says', (_name, { responses, etag }) => {
  expect(Object.keys(responses).length).toBeGreaterThan(0)
  for (const status of Object.keys(responses)) expect(['200', '201', '202', '204']).toContain(status)
  if (etag === true)
    for (const schema of Object.values(responses)) expect(schema).toHaveProperty('shape.revision')
})

interface Document {
  openapi: string
  paths: Record<string, Record<string, { operationId: string; parameters?: { name: string }[] }>>
  components: { schemas: Record<string, unknown> }
}

const document = JSON.parse(JSON.stringify(openApiDocument('1.2.3'))) as Document

it('describes every operation in the OpenAPI document', () => {
  expect(document.openapi).toBe('3.1.0')
  const described = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map((each) => each.operationId),
  )
  expect(described.sort()).toEqual(all.map(([name]) => name).sort())
})

it('refers to no component that is missing', () => {
  const text = JSON.stringify(document)
  const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '')
  expect(references.length).toBeGreaterThan(20)
  expect(references.filter((name) => !(name in document.components.schemas))).toEqual([])
})

it('tells of the headers that guard a write', () => {
  const parameters = document.paths['/projects/{project}/flags/{flag}']?.['patch']?.parameters ?? []
  expect(parameters.map((parameter) => parameter.name)).toContain('If-Match')
  const kill = document.paths['/projects/{project}/environments/{environment}/kills']?.['post']
  expect(kill?.parameters?.map((parameter) => parameter.name)).toContain('Idempotency-Key')
})

/** A second time these do what was done already, or nothing. */
const harmlessTwice = [
  'beat',
  // A second time it is refused, or as it is already.
  'breakDemo',
  'closeSession',
  'deleteChannel',
  'deliverAlerts',
  'deliverAlertsByToken',
  'deliverDeployment',
  'deliverDeploymentByToken',
  'endDemo',
  'evaluateFlags',
  'fillCheckTemplate',
  'labelAutomaticKill',
  'measureCheck',
  'mendDemo',
  'noteIncident',
  // Its link opens one session and is spent.
  'openSession',
  'previewKill',
  'previewPromotion',
  'previewRevert',
  'putBackend',
  'removeBackend',
  'revokeKey',
  'revokeSource',
  'revokeToken',
  'settleWaitingKill',
  'startDemo',
  'strikeInstance',
  'updateChannel',
]

it('says of every write what becomes of it when it is sent twice', () => {
  const silent = all.filter(([, { method, idempotent }]) => method !== 'get' && idempotent === undefined)
  expect(silent.map(([name]) => name).sort()).toEqual(harmlessTwice)
})
