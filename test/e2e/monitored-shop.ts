import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiClient } from '@ripcord/api'
import { startChild, story } from '../harness/child.js'
import { shopProgram } from '../harness/paths.js'
import type { Prometheus } from '../harness/prometheus.js'
import type { Scope } from '../harness/scope.js'
import { type ServerProcess, startServer } from '../harness/server-process.js'
import { tempDir } from '../harness/temp-dir.js'
import { createTestProject, type TestProject } from '../harness/test-project.js'
import { waitFor } from '../harness/wait-for.js'

export const flagKeys = ['new-checkout', 'new-ledger'] as const
const release = 'kites-2'
const everyMs = 50

type Incident = Awaited<ReturnType<ApiClient['getIncident']>>
export type Checks = NonNullable<Parameters<ApiClient['applyRelease']>[0]['body']['checks']>

interface Receipt {
  path: 'old' | 'new'
  paymentId: string
}

/** A server, and the example shop's checkout and payments, which customers buy from: kites, at first. */
export interface MonitoredShop {
  readonly scope: Scope
  readonly server: ServerProcess
  readonly project: TestProject
  readonly instances: number
  /** What Prometheus scrapes, as `host:port`. */
  readonly services: readonly string[]
  /** Where the release is, for the API. */
  readonly at: TestProject['params'] & { readonly release: string }
  /** Half of the customers get the new variants, and nobody looks but these checks; waits until Prometheus sees both arms. */
  start(checks: Checks, prometheus: Prometheus): Promise<void>
  /** Customers buy what the new ledger says yes to, and does not book: no SDK can see it. */
  breaks(): void
  isKilled(): Promise<string>
  /** Once it tells of the last acknowledgement. */
  incident(killId: string): Promise<Incident>
  /** Receipts of sales that begin from now on, so many. */
  next(sales: number): Promise<Receipt[]>
}

export async function openMonitoredShop(scope: Scope): Promise<MonitoredShop> {
  const server = await startServer(scope, { env: { RIPCORD_EGRESS_ALLOW: '127.0.0.1' } })
  const project = await createTestProject(server, { environment: 'production' })
  await project.createFlags(flagKeys, 'off')
  const { api } = project
  const at = { ...project.params, release }

  async function startOne(name: 'checkout' | 'payments', host: string, env = {}): Promise<string> {
    const child = startChild(scope, {
      program: shopProgram(name),
      env: {
        PORT: '0',
        POD_NAME: host,
        RIPCORD_URL: server.url,
        RIPCORD_SDK_KEY: project.sdkKey.key,
        TMPDIR: tempDir(scope, 'shop'),
        ...env,
      },
    })
    return await child.line((line) => /http\S+/.exec(line)?.[0])
  }
  const payments = await Promise.all([startOne('payments', 'payments-1'), startOne('payments', 'payments-2')])
  const checkout = await startOne('checkout', 'checkout-1', { PAYMENTS_URLS: payments.join() })
  const urls = [checkout, ...payments]

  let item = 'kite'
  const listeners = new Set<(receipt: Receipt) => void>()
  const end = new AbortController()
  scope.defer(() => end.abort())
  void sell()

  /** One after the other, whatever the shop answers. */
  async function sell(): Promise<void> {
    for (let customer = 0; !end.signal.aborted; customer++) {
      const waiting = [...listeners]
      const receipt = await buy(checkout, { customerId: `customer-${customer % 500}`, item, cents: 4_900 })
      if (receipt !== undefined) for (const listener of waiting) listener(receipt)
      await sleep(everyMs)
    }
  }

  return {
    scope,
    server,
    project,
    instances: urls.length,
    services: urls.map((url) => new URL(url).host),
    at,
    async start(checks, prometheus) {
      await api.applyRelease({ params: at, body: releaseFile(checks) })
      await waitFor('every process to be connected', async () => {
        const { items } = await api.listInstances({ params: project.params })
        return items.filter(({ connected }) => connected).length === urls.length
      })
      // Nothing is known of a variant that nobody is served.
      const confirm = checks.filter(({ type }) => type === 'prometheus').map(({ id }) => id)
      await api.startRelease({ params: at, body: { confirm } })
      await waitFor(
        'Prometheus to see both variants',
        async () => {
          const seen = await prometheus.query(
            'sum by (service, variant) (rate(shop_requests_total{outcome="ok"}[10s])) > 0',
          )
          return seen.length === 4
        },
        { timeoutMs: 60_000, everyMs: 200 },
      )
    },
    breaks() {
      item = 'balloon'
    },
    isKilled: () =>
      waitFor(
        'the guard to have killed',
        async () => {
          const { status, killId } = await api.getRelease({ params: at })
          return status === 'killed' && killId !== null ? killId : undefined
        },
        { timeoutMs: 90_000, everyMs: 50, stopWhen: () => server.child.exit && story(server.child) },
      ),
    incident: (killId) =>
      waitFor('the incident to tell of the last acknowledgement', async () => {
        const found = await api.getIncident({ params: { ...project.params, kill: killId } })
        return found.acknowledged.allAt === null ? undefined : found
      }),
    async next(sales) {
      const receipts: Receipt[] = []
      const listener = (receipt: Receipt): unknown => receipts.push(receipt)
      listeners.add(listener)
      await waitFor(`${sales} sales`, () => receipts.length >= sales, { timeoutMs: 60_000 })
      listeners.delete(listener)
      return receipts
    },
  }
}

/** Undefined where the shop could not answer. */
async function buy(checkout: string, order: object): Promise<Receipt | undefined> {
  try {
    const response = await fetch(`${checkout}/checkout`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    })
    return response.ok ? ((await response.json()) as Receipt) : undefined
  } catch {
    return undefined
  }
}

/** Half of all for longer than a test takes. */
function releaseFile(checks: Checks) {
  return {
    release,
    services: ['checkout', 'payments'].map((name) => ({ name, version: '2.0.0' })),
    flags: flagKeys.map((key) => ({ key, outgoing: 'on' })),
    stages: [{ share: 0.5, bakeTime: '1h' }, { share: 1 }],
    checks: checks,
  }
}
