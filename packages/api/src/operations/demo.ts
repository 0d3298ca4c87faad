import { defineOperation } from '../operation.js'
import { demoSchema } from '../shapes/demo.js'

const step = {
  method: 'post',
  tag: 'demo',
  permission: 'demo:run',
} as const

export const readDemo = defineOperation({
  method: 'get',
  path: '/demo',
  operationId: 'readDemo',
  summary: 'How the live demo stands, and what was sold in it',
  tag: 'demo',
  permission: 'project:read',
  responses: { 200: demoSchema },
})

export const startDemo = defineOperation({
  ...step,
  path: '/demo/start',
  operationId: 'startDemo',
  summary: 'Start the live demo',
  description:
    'The example shop runs in child processes of this server, in a project of its own, and its next release goes out. Only on the loopback, on the embedded store.',
  responses: { 201: demoSchema },
})

export const breakDemo = defineOperation({
  ...step,
  path: '/demo/break',
  operationId: 'breakDemo',
  summary: 'Break the new code of the live demo',
  description: 'Customers buy what the new code can’t sell.',
  responses: { 200: demoSchema },
})

export const mendDemo = defineOperation({
  ...step,
  path: '/demo/mend',
  operationId: 'mendDemo',
  summary: 'Mend the live demo',
  description:
    'Customers buy what the new code can sell. Where its release has ended, what was killed is restored and the next one goes out.',
  responses: { 200: demoSchema },
})

export const endDemo = defineOperation({
  ...step,
  path: '/demo/end',
  operationId: 'endDemo',
  summary: 'End the live demo',
  description:
    'Its processes end, its key is revoked, what was killed is restored and its flags are archived. Its history and incidents stay.',
  responses: { 200: demoSchema },
})
