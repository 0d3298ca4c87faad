import { leastFor, noRequests, shared, shareOf, type Template } from './template.js'

/** Of what a service’s own metrics tell of its requests. */
export const requestTemplates: readonly Template[] = [
  {
    id: 'latency',
    title: 'Latency of requests, by a histogram',
    unit: 'seconds',
    noData: noRequests,
    parameters: {
      service: shared.service,
      label: shared.label,
      metric: { kind: 'name', title: 'The histogram', default: 'http_request_duration_seconds' },
      quantile: shared.quantile,
      threshold: { kind: 'number', title: 'Seconds above which it is bad', default: 1 },
      window: shared.window,
    },
    make: ({ service, label, metric, quantile, threshold, window = '' }) => ({
      query: `histogram_quantile(${quantile}, sum by (le) (rate(${metric}_bucket{${label}="${service}"}[${window}])))`,
      failWhen: `value > ${threshold}`,
      window,
      minCountQuery: `sum(increase(${metric}_count{${label}="${service}"}[${window}]))`,
      minCount: leastFor(quantile),
    }),
  },
  {
    id: 'error-rate',
    title: 'Share of requests that the service answers with 5xx',
    unit: 'share of requests, 0 to 1',
    noData: noRequests,
    parameters: {
      service: shared.service,
      label: shared.label,
      metric: { kind: 'name', title: 'The counter of requests', default: 'http_requests_total' },
      statusLabel: { kind: 'name', title: 'The label that holds the status', default: 'status' },
      threshold: { kind: 'number', title: 'Share above which it is bad', default: 0.02 },
      window: shared.window,
    },
    make: ({ service, label, metric, statusLabel, threshold, window = '' }) => {
      const all = `${metric}{${label}="${service}"}[${window}]`
      const failed = `${metric}{${label}="${service}",${statusLabel}=~"5.."}[${window}]`
      return {
        query: shareOf(`rate(${failed})`, `rate(${all})`),
        failWhen: `value > ${threshold}`,
        window,
        minCountQuery: `sum(increase(${all}))`,
      }
    },
  },
  {
    id: 'throughput-drop',
    title: 'Requests per second against the same time of yesterday',
    unit: 'requests per second; judged by their ratio to yesterday’s',
    noData:
      'The counter is gone (a service that is away counts nothing), or was not there a day ago, or nobody asked then: the release holds.',
    parameters: {
      service: shared.service,
      label: shared.label,
      metric: { kind: 'name', title: 'The counter of requests', default: 'http_requests_total' },
      threshold: { kind: 'number', title: 'Ratio below which it is bad', default: 0.5 },
      window: { ...shared.window, default: '5m' },
    },
    make: ({ service, label, metric, threshold, window = '' }) => ({
      query: `sum(rate(${metric}{${label}="${service}"}[${window}]))`,
      failWhen: `ratio < ${threshold}`,
      window,
      baseline: '24h',
    }),
  },
]
