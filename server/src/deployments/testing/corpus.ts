import { createHmac } from 'node:crypto'

/** What is to be told of a deployment of checkout 2.0.0 in production. */
export interface Told {
  status: 'started' | 'succeeded' | 'failed'
  /** Epoch milliseconds. */
  at: number
}

/** Each has its row with every sender. */
export const scenarios = [
  'succeeded',
  'failed',
  'started',
  'reordered keys',
  'cut off',
  'duplicated',
  'replayed two hours later',
  'late by two days',
  'forged',
  'nearly 1 MB',
  'more than 1 MB',
  'wrong encoding',
] as const
export type Scenario = (typeof scenarios)[number]

/**
 * How one sender tells of deployments, and what becomes of a release that waits for one: the status, then the effect,
 * `duplicate` or `nothing`.
 */
export interface Format {
  sender: string
  /** Undefined where it can't say that. */
  tell(told: Told): object | undefined
  /** What proves it, where it is not the secret in a header. */
  sign?(bytes: Buffer, secret: string): { readonly [header: string]: string }
  expected: { readonly [S in Scenario]: string }
}

const usual: Format['expected'] = {
  succeeded: '202 started',
  failed: '202 failed',
  started: '202 nothing',
  'reordered keys': '202 started',
  'cut off': '400',
  duplicated: '202 duplicate',
  'replayed two hours later': '202 duplicate',
  'late by two days': '202 nothing',
  forged: '401',
  'nearly 1 MB': '202 started',
  'more than 1 MB': '413',
  'wrong encoding': '400',
}

const sha = 'c'.repeat(40)

const github: Format = {
  sender: 'github',
  tell: ({ status, at }) => ({
    action: 'created',
    deployment_status: {
      id: 4_301 + ['started', 'succeeded', 'failed'].indexOf(status),
      state: { started: 'in_progress', succeeded: 'success', failed: 'failure' }[status],
      environment: 'production',
      log_url: 'https://github.example/shop/checkout/actions/runs/9',
      created_at: new Date(at).toISOString(),
    },
    deployment: { id: 77, sha, ref: 'v2.0.0', task: 'deploy', environment: 'production', payload: {} },
    repository: { id: 5, name: 'checkout', full_name: 'shop/checkout' },
  }),
  sign: (bytes, secret) => ({
    'x-github-event': 'deployment_status',
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`,
  }),
  expected: usual,
}

const argocd: Format = {
  sender: 'argocd',
  tell: ({ status, at }) => ({
    schema: 'ripcord/argocd/1',
    app: 'checkout',
    environment: 'production',
    revision: sha,
    phase: { started: 'Running', succeeded: 'Succeeded', failed: 'Failed' }[status],
    health: status === 'succeeded' ? 'Healthy' : 'Progressing',
    images: ['registry.example/shop/checkout:2.0.0'],
    finishedAt: new Date(at).toISOString(),
  }),
  // Its body is ours: a member that nobody knows is a mistake in the template.
  expected: { ...usual, 'nearly 1 MB': '400' },
}

const spinnaker: Format = {
  sender: 'spinnaker',
  tell: ({ status, at }) => ({
    eventId: 'e-1',
    details: {
      source: 'orca',
      type: `orca:pipeline:${{ started: 'starting', succeeded: 'complete', failed: 'failed' }[status]}`,
      application: 'checkout',
    },
    content: {
      executionId: '01J',
      execution: {
        id: '01J',
        application: 'checkout',
        status: { started: 'RUNNING', succeeded: 'SUCCEEDED', failed: 'TERMINAL' }[status],
        startTime: at - 60_000,
        endTime: at,
        trigger: { type: 'webhook', parameters: { version: '2.0.0', environment: 'production' } },
      },
    },
  }),
  expected: usual,
}

const jenkins: Format = {
  sender: 'jenkins',
  tell: ({ status, at }) => ({
    name: 'checkout',
    url: 'job/checkout/',
    build: {
      full_url: 'https://jenkins.example/job/checkout/9/',
      number: 9,
      phase: status === 'started' ? 'STARTED' : 'FINALIZED',
      ...(status !== 'started' && { status: status === 'succeeded' ? 'SUCCESS' : 'FAILURE' }),
      timestamp: at - 60_000,
      duration: 60_000,
      parameters: { VERSION: '2.0.0', ENVIRONMENT: 'production' },
      scm: { commit: sha },
    },
  }),
  expected: usual,
}

const cdevents: Format = {
  sender: 'cdevents',
  tell: ({ status, at }) =>
    status === 'succeeded'
      ? {
          context: {
            version: '0.4.1',
            id: 'e-1',
            source: 'pipelines/checkout',
            type: 'dev.cdevents.service.deployed.0.2.0',
            timestamp: new Date(at).toISOString(),
          },
          subject: {
            id: 'checkout',
            source: 'pipelines/checkout',
            type: 'service',
            content: {
              environment: { id: 'production' },
              artifactId: `pkg:oci/checkout@sha256%3A${'d'.repeat(64)}?tag=2.0.0`,
            },
          },
        }
      : undefined,
  // It has no event for a deployment that failed or is on its way.
  expected: { ...usual, failed: '', started: '' },
}

export const corpus: readonly Format[] = [github, argocd, spinnaker, jenkins, cdevents]
