import { limits, recoveries } from '@ripcord/model'
import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { fullIncidentSchema, incidentSchema, noteSchema } from '../shapes/incidents.js'
import { environmentParams, killParams } from '../shapes/params.js'

export const listIncidents = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/incidents',
  operationId: 'listIncidents',
  summary: 'List incidents, the newest first',
  description: 'Every kill opens one, whoever killed; rehearsals do not.',
  tag: 'incidents',
  permission: 'flag:read',
  params: environmentParams,
  query: z.object({
    limit: z.coerce.number<number>().int().min(1).max(limits.maxPageSize).default(limits.pageSize),
    state: z.enum(recoveries).optional(),
  }),
  responses: { 200: z.object({ items: z.array(incidentSchema) }) },
})

export const getIncident = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/incidents/{kill}',
  operationId: 'getIncident',
  summary: 'Read the incident of a kill, with its timeline',
  tag: 'incidents',
  permission: 'flag:read',
  params: killParams,
  responses: { 200: fullIncidentSchema },
})

export const noteIncident = defineOperation({
  method: 'post',
  path: '/projects/{project}/environments/{environment}/incidents/{kill}/notes',
  operationId: 'noteIncident',
  summary: 'Write a note into an incident',
  description: 'What somebody has just noted is not noted again.',
  tag: 'incidents',
  permission: 'release:run',
  params: killParams,
  body: z.strictObject({ text: z.string().trim().min(1).max(limits.descriptionLength) }),
  responses: { 200: z.object({ notes: z.array(noteSchema) }) },
})

export const exportIncident = defineOperation({
  method: 'get',
  path: '/projects/{project}/environments/{environment}/incidents/{kill}/post-mortem',
  operationId: 'exportIncident',
  summary: 'The incident as a Markdown page',
  tag: 'incidents',
  permission: 'flag:read',
  params: killParams,
  responses: { 200: z.object({ markdown: z.string() }) },
})
