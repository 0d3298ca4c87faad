import type { ApiClient } from '@ripcord/api'
import { expect, it } from 'vitest'
import { exposeMetrics, scraping, startPrometheus, withoutPrometheus } from '../harness/prometheus.js'
import type { Scope } from '../harness/scope.js'
import { startServer } from '../harness/server-process.js'
import { createTestProject } from '../harness/test-project.js'
import { waitFor } from '../harness/wait-for.js'
import { testScope } from './test-scope.js'

const service = 'check.out "1"'
const services = [{ name: service, version: '1' }]
const windowed = { window: '5s' }

/** What each template is given, and between what its value lies. Those that are shares of one scrape are exact. */
const expected: Record<string, { parameters: Record<string, string | number>; least: number; most: number }> =
  {
    latency: { parameters: { ...windowed, quantile: 0.5 }, least: 0.2, most: 0.2 },
    'error-rate': { parameters: windowed, least: 0.1, most: 0.1 },
    'throughput-drop': { parameters: windowed, least: 0.1, most: 10_000 },
    cpu: { parameters: { ...windowed, namespace: 'shop', pods: 'checkout-.*' }, least: 0.001, most: 100 },
    memory: { parameters: { namespace: 'shop', pods: 'checkout-.*' }, least: 0.75, most: 0.75 },
    'disk-io': { parameters: windowed, least: 0.001, most: 100 },
    'orders-per-minute': { parameters: { ...windowed, threshold: 0 }, least: 1, most: 1_000_000 },
    'failed-logins': { parameters: { ...windowed, threshold: 1_000_000 }, least: 1, most: 1_000_000 },
    'istio-error-rate': { parameters: { ...windowed, namespace: 'shop' }, least: 0.1, most: 0.1 },
    'istio-latency': { parameters: { ...windowed, namespace: 'shop', quantile: 0.5 }, least: 200, most: 200 },
    'linkerd-error-rate': { parameters: { ...windowed, namespace: 'shop' }, least: 0.1, most: 0.1 },
    'linkerd-latency': {
      parameters: { ...windowed, namespace: 'shop', quantile: 0.5 },
      least: 200,
      most: 200,
    },
  }

/** Everything that the templates ask for; each scrape finds a hundred requests more, of which ten failed. */
function metricsOf(n: number): string {
  const name = JSON.stringify(service)
  const istio = `reporter="destination",destination_service_name=${name},destination_service_namespace="shop"`
  const linkerd = `direction="inbound",deployment=${name},namespace="shop"`
  const pod = 'namespace="shop",pod="checkout-1"'
  const histogram = (metric: string, labels: string, unit: number): string[] => [
    `${metric}_bucket{${labels},le="${0.1 * unit}"} 0`,
    `${metric}_bucket{${labels},le="${0.3 * unit}"} ${100 * n}`,
    `${metric}_bucket{${labels},le="+Inf"} ${100 * n}`,
    `${metric}_count{${labels}} ${100 * n}`,
  ]
  return [
    ...histogram('http_request_duration_seconds', `service=${name}`, 1),
    ...histogram('istio_request_duration_milliseconds', istio, 1000),
    ...histogram('response_latency_ms', linkerd, 1000),
    `http_requests_total{service=${name},status="200"} ${90 * n}`,
    `http_requests_total{service=${name},status="503"} ${10 * n}`,
    `istio_requests_total{${istio},response_code="200"} ${90 * n}`,
    `istio_requests_total{${istio},response_code="500"} ${10 * n}`,
    `response_total{${linkerd},classification="success"} ${90 * n}`,
    `response_total{${linkerd},classification="failure"} ${10 * n}`,
    `container_cpu_usage_seconds_total{${pod},container="app"} ${n}`,
    `container_memory_working_set_bytes{${pod},container="app"} 75`,
    `kube_pod_container_resource_limits{${pod},resource="cpu"} 2`,
    `kube_pod_container_resource_limits{${pod},resource="memory"} 100`,
    `node_disk_io_time_seconds_total{device="sda"} ${n}`,
    `orders_total{service=${name}} ${n}`,
    `login_failures_total{service=${name}} ${n}`,
    '',
  ].join('\n')
}

/** A server, and the real Prometheus that has scraped all that templates ask for. */
async function openMeasured(scope: Scope) {
  let scrapes = 0
  const target = await exposeMetrics(scope, () => metricsOf((scrapes += 1)))
  const [prometheus, server] = await Promise.all([
    startPrometheus(scope, { config: scraping(target) }),
    startServer(scope, { env: { RIPCORD_EGRESS_ALLOW: '127.0.0.1' } }),
  ])
  const { api, params } = await createTestProject(server)
  const filled = (template: string, parameters: Record<string, string | number>) =>
    api.fillCheckTemplate({ params: { template }, body: { url: prometheus.url, parameters } })
  const measure = (check: Awaited<ReturnType<ApiClient['fillCheckTemplate']>>) =>
    api.measureCheck({ params, body: { check, services } })
  return { api, filled, measure }
}

it.skipIf(withoutPrometheus())(
  'every template is read by the real Prometheus, and finds its value',
  async () => {
    const { api, filled, measure } = await openMeasured(testScope())
    const { items } = await api.listCheckTemplates()
    expect(items.map(({ id }) => id).toSorted()).toEqual(Object.keys(expected).toSorted())
    for (const [id, { parameters, least, most }] of Object.entries(expected)) {
      const check = await filled(id, parameters)
      // There is no yesterday: its value is asked for without one.
      const { baseline: past, ...now } = { baseline: undefined, ...check }
      if (past !== undefined)
        await waitFor(`${id} to miss its past alone`, async () => {
          const { because } = await measure(check)
          return because === 'the past: the query finds no series'
        })
      const asked = past === undefined ? check : { ...now, failWhen: 'value < 0' }
      const { value, isBad, count } = await waitFor(`${id} to find a value`, async () => {
        const measured = await measure(asked)
        if (measured.type === 'error') throw new Error(measured.because)
        return measured.type === 'value' && measured.value !== 0 ? measured : undefined
      })
      expect(value, id).toBeGreaterThanOrEqual(least - 1e-9)
      expect(value, id).toBeLessThanOrEqual(most + 1e-9)
      expect(isBad, id).toBeTypeOf('boolean')
      expect(count !== undefined, id).toBe('minCountQuery' in check && check.minCountQuery !== undefined)
    }
  },
)

it.skipIf(withoutPrometheus())('no name can say more in a query than a name', async () => {
  const { filled, measure } = await openMeasured(testScope())
  for (const name of ['nobody', 'x"} or vector(7) #', "x'", 'x\\', '`', '{{', '$release $nobody']) {
    for (const id of ['error-rate', 'istio-latency', 'linkerd-error-rate']) {
      const parameters = { ...expected[id]?.parameters, service: name }
      const measured = await measure(await filled(id, parameters))
      expect(measured, `${id} of ${name}`).toMatchObject({
        type: 'no-data',
        because: 'the query finds no series',
      })
    }
  }
})
