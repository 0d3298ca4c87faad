import { z } from 'zod'
import { validate } from '../../http/validate.js'
import type { Deployment } from '../../storage/storage.js'
import { nothingSaid, parameter, textOf, timeOf, urlOf } from './fields.js'
import type { Reader } from './reader.js'

const buildSchema = z.looseObject({
  name: z.string(),
  build: z.looseObject({
    number: z.int(),
    phase: z.string(),
    status: z.string().nullish(),
    timestamp: z.number().nullish(),
    duration: z.number().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
    scm: z.looseObject({}).nullish(),
  }),
})

/** Jenkins' Notification plugin, for jobs that deploy. */
export const jenkins: Reader = {
  name: 'jenkins',
  // It can set no header.
  auth: ['url-token', 'basic'],
  read(_delivery, body) {
    const { name, build } = validate(buildSchema, body, 'body')
    const said = build.parameters ?? {}
    const status = statusOf(build.phase, build.status ?? null)
    return {
      type: 'deployment',
      // Its end is told twice, as COMPLETED and FINALIZED. A job that was made anew counts from 1 again.
      id: `${textOf(build['full_url']) ?? name} ${build.number} ${build.timestamp ?? ''} ${status}`,
      deployment: {
        ...nothingSaid,
        sender: 'jenkins',
        status,
        service: parameter(said, 'service') ?? textOf(name),
        version: parameter(said, 'version', 'tag'),
        commit: parameter(said, 'commit') ?? textOf(build.scm?.['commit']),
        environment: parameter(said, 'environment', 'env'),
        url: urlOf(build['full_url']),
        release: parameter(said, 'release'),
        at: endOf(build.timestamp, build.duration),
      },
    }
  },
}

function statusOf(phase: string, status: string | null): Deployment['status'] {
  if (phase === 'QUEUED' || phase === 'STARTED') return 'started'
  if (phase !== 'COMPLETED' && phase !== 'FINALIZED') return 'other'
  switch (status) {
    case 'SUCCESS':
      return 'succeeded'
    // Unstable: its tests fail, and what is out is not to be built upon.
    case 'FAILURE':
    case 'UNSTABLE':
    case 'ABORTED':
      return 'failed'
    default:
      return 'other'
  }
}

/** `timestamp` is when the build began. */
function endOf(timestamp: number | null | undefined, duration: number | null | undefined): number | null {
  return timeOf((timestamp ?? 0) + (duration ?? 0))
}
