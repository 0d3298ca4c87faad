import { z } from 'zod'
import { validate } from '../../http/validate.js'
import type { Deployment } from '../../storage/storage.js'
import { nothingSaid, textOf, timeOf } from './fields.js'
import type { Reader } from './reader.js'

const eventSchema = z.looseObject({
  context: z.looseObject({
    id: z.string().min(1).max(1_000),
    source: z.string().min(1).max(1_000),
    type: z.string(),
    timestamp: z.string(),
  }),
  subject: z.looseObject({
    id: z.string(),
    content: z.looseObject({
      environment: z.looseObject({ id: z.string() }).optional(),
      artifactId: z.string().optional(),
    }),
  }),
  customData: z.unknown().optional(),
})

const statuses = {
  deployed: 'succeeded',
  upgraded: 'succeeded',
  rolledback: 'rolledback',
} as const satisfies { readonly [predicate: string]: Deployment['status'] }

/** CDEvents of services: bare, or in a CloudEvent whose headers (binary) or fields (structured) are around it. */
export const cdevents: Reader = {
  name: 'cdevents',
  auth: ['bearer', 'basic', 'url-token'],
  read(delivery, body) {
    const event = validate(eventSchema, unwrapped(body), 'body')
    const { context, subject } = event
    const predicate = /^dev\.cdevents\.service\.([a-z]+)\./.exec(context.type)?.[1] ?? ''
    if (!isKnown(predicate)) {
      const because = `It tells of ${JSON.stringify(context.type.slice(0, 200))}: what counts are services that are deployed, upgraded or rolledback.`
      return { type: 'ignored', because }
    }
    const said = z.looseObject({}).catch({}).parse(event.customData)
    const { content } = subject
    const artifact = artifactOf(content.artifactId)
    return {
      type: 'deployment',
      id: `${context.source} ${context.id}`,
      deployment: {
        ...nothingSaid,
        sender: 'cdevents',
        deliveryId: textOf(delivery.header('ce-id'), context.id),
        status: statuses[predicate],
        service: textOf(said['service'], subject.id),
        version: textOf(said['version'], artifact.version),
        commit: textOf(said['commit']),
        digest: artifact.digest,
        environment: textOf(content.environment?.id),
        release: textOf(said['release']),
        at: timeOf(context.timestamp),
      },
    }
  },
}

function isKnown(predicate: string): predicate is keyof typeof statuses {
  return Object.hasOwn(statuses, predicate)
}

function unwrapped(body: unknown): unknown {
  const wrapping = z.looseObject({ specversion: z.string(), data: z.unknown() }).safeParse(body)
  return wrapping.success ? wrapping.data.data : body
}

/** A package URL, `pkg:oci/checkout@sha256%3A…?tag=1.4.2`: the version is the digest where it is an image. */
function artifactOf(purl: string | undefined): { version: string | null; digest: string | null } {
  const [, place = '', query] = /^pkg:([^?#]*)(?:\?([^#]*))?/.exec(purl ?? '') ?? []
  const at = place.lastIndexOf('@')
  const named = at < 0 ? null : decoded(place.slice(at + 1))
  const tag = new URLSearchParams(query).get('tag')
  const isDigest = named?.includes(':') === true
  return { version: textOf(isDigest ? tag : named, tag), digest: isDigest ? textOf(named) : null }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
