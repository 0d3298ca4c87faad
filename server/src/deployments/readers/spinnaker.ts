import { z } from 'zod'
import { validate } from '../../http/validate.js'
import type { Deployment } from '../../storage/storage.js'
import { commitOf, nothingSaid, parameter, textOf, timeOf } from './fields.js'
import type { Reader } from './reader.js'

const executionSchema = z.looseObject({
  id: z.string().min(1).max(150),
  application: z.string(),
  status: z.string(),
  trigger: z.looseObject({ parameters: z.record(z.string(), z.unknown()).nullish() }).nullish(),
})

const eventSchema = z.looseObject({
  details: z.looseObject({ type: z.string() }),
  content: z.looseObject({ execution: z.unknown() }).nullish(),
  eventId: z.string().nullish(),
})

/** Events of Spinnaker's echo, bare or in its wrapping. */
export const spinnaker: Reader = {
  name: 'spinnaker',
  auth: ['bearer', 'basic', 'url-token'],
  read(_delivery, body) {
    const { details, content, eventId } = validate(eventSchema, unwrapped(body), 'body')
    const step = /^orca:pipeline:(starting|complete|failed)$/.exec(details.type)?.[1]
    if (step === undefined) {
      const because = `It tells of ${JSON.stringify(details.type.slice(0, 200))}: what counts is orca:pipeline.`
      return { type: 'ignored', because }
    }
    const execution = validate(executionSchema, content?.execution, 'body')
    const { trigger } = execution
    const said = trigger?.parameters ?? {}
    const status = step === 'starting' ? 'started' : statusOf(execution.status)
    return {
      type: 'deployment',
      // A pipeline that fails is told of as `complete` and as `failed`.
      id: `${execution.id}/${status}`,
      deployment: {
        ...nothingSaid,
        sender: 'spinnaker',
        deliveryId: textOf(eventId),
        status,
        service: parameter(said, 'service') ?? textOf(execution.application),
        version: parameter(said, 'version', 'tag') ?? textOf(trigger?.['tag']),
        commit: parameter(said, 'commit', 'sha') ?? commitOf(trigger?.['hash']),
        environment: parameter(said, 'environment', 'env'),
        release: parameter(said, 'release'),
        at: timeOf(execution['endTime']) ?? timeOf(execution['startTime']),
      },
    }
  },
}

function unwrapped(body: unknown): unknown {
  const wrapping = z.looseObject({ payload: z.looseObject({ details: z.unknown() }) }).safeParse(body)
  return wrapping.success ? wrapping.data.payload : body
}

function statusOf(status: string): Deployment['status'] {
  switch (status) {
    case 'SUCCEEDED':
      return 'succeeded'
    case 'TERMINAL':
    case 'CANCELED':
    case 'STOPPED':
      return 'failed'
    default:
      return 'other'
  }
}
