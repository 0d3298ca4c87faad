import { z } from 'zod'
import { validate } from '../../http/validate.js'
import type { Deployment } from '../../storage/storage.js'
import { imageOf, textOf, timeOf, urlOf } from './fields.js'
import type { Reader } from './reader.js'

// Argo CD sends what its template says; this is ours, in docs/deployments.md.
const deploymentSchema = z.strictObject({
  schema: z.literal('ripcord/argocd/1'),
  /** `rolledback`: by a template of its own, since Argo CD does not tell. */
  event: z.enum(['deployed', 'rolledback']).default('deployed'),
  app: z.string().min(1),
  environment: z.string(),
  service: z.string().optional(),
  version: z.string().optional(),
  release: z.string().optional(),
  revision: z.string().nullish(),
  phase: z.string(),
  health: z.string(),
  images: z.array(z.string()).max(1_000).nullish(),
  finishedAt: z.string().nullish(),
  url: z.string().optional(),
})

type Body = z.output<typeof deploymentSchema>

/** Argo CD's notifications, with the template of docs/deployments.md. */
export const argocd: Reader = {
  name: 'argocd',
  auth: ['bearer', 'basic', 'url-token'],
  read(_delivery, given) {
    const body = validate(deploymentSchema, given, 'body')
    const { app, event, phase, health, revision, finishedAt } = body
    const service = textOf(body.service, app)
    const image = imageIn(body, service)
    return {
      type: 'deployment',
      id: [app, revision, event, phase, health, finishedAt].map((part) => part ?? '').join(' '),
      deployment: {
        sender: 'argocd',
        deliveryId: null,
        status: statusOf(body),
        service,
        version: textOf(body.version, image?.version),
        commit: textOf(revision),
        digest: image?.digest ?? null,
        environment: textOf(body.environment),
        url: urlOf(body.url),
        release: textOf(body.release),
        at: timeOf(finishedAt),
      },
    }
  },
}

/** That of the service by its name, or the only one. */
function imageIn({ images }: Body, service: string | null) {
  const all = (images ?? []).map(imageOf)
  return all.find(({ name }) => name === service) ?? (all.length === 1 ? all[0] : undefined)
}

function statusOf({ event, phase, health }: Body): Deployment['status'] {
  switch (phase) {
    case 'Succeeded':
      if (health === 'Degraded') return 'failed'
      if (health !== 'Healthy') return 'started'
      return event === 'rolledback' ? 'rolledback' : 'succeeded'
    case 'Failed':
    case 'Error':
      return 'failed'
    case 'Running':
      return 'started'
    default:
      return 'other'
  }
}
