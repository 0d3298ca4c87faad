import { z } from 'zod'
import { defineOperation } from '../operation.js'
import { whoAmISchema } from '../shapes/access.js'

export const openSession = defineOperation({
  method: 'post',
  path: '/session',
  operationId: 'openSession',
  summary: 'Log in with a one-time link or a token',
  description:
    'Opens a session for a browser and sets its cookie. The request must come from a page of this server.',
  tag: 'session',
  permission: 'session:open',
  body: z.strictObject({
    /** What follows `#` in the one-time link, or an admin token. */
    secret: z.string().min(1),
  }),
  responses: { 201: whoAmISchema },
})

export const readSession = defineOperation({
  method: 'get',
  path: '/session',
  operationId: 'readSession',
  summary: 'Who am I, and what may I do',
  tag: 'session',
  permission: 'session:own',
  responses: { 200: whoAmISchema },
})

export const closeSession = defineOperation({
  method: 'delete',
  path: '/session',
  operationId: 'closeSession',
  summary: 'Log out',
  description: 'The session ends at once, also where its cookie was copied.',
  tag: 'session',
  permission: 'session:own',
  responses: { 204: null },
})
