import { leastFor, noRequests, type Parameter, shared, shareOf, type Template } from './template.js'

const errorShare: Parameter = { kind: 'number', title: 'Share above which it is bad', default: 0.02 }
const milliseconds: Parameter = { kind: 'number', title: 'Milliseconds above which it is bad', default: 1000 }
const { service, namespace, window: back, quantile: part } = shared

/** Of what the proxies of a mesh tell, whatever the service itself counts. */
export const meshTemplates: readonly Template[] = [
  mesh('istio', 'Istio', {
    requests: 'istio_requests_total',
    milliseconds: 'istio_request_duration_milliseconds',
    labels: (name, space) =>
      `reporter="destination",destination_service_name="${name}",destination_service_namespace="${space}"`,
    failed: 'response_code=~"5.."',
  }),
  mesh('linkerd', 'Linkerd', {
    requests: 'response_total',
    milliseconds: 'response_latency_ms',
    labels: (name, space) => `direction="inbound",deployment="${name}",namespace="${space}"`,
    failed: 'classification="failure"',
  }),
].flat()

interface Mesh {
  requests: string
  milliseconds: string
  labels: (service: string, namespace: string) => string
  failed: string
}

function mesh(id: string, name: string, { requests, milliseconds: took, labels, failed }: Mesh): Template[] {
  return [
    {
      id: `${id}-error-rate`,
      title: `Share of requests that fail, as ${name} sees them arrive`,
      unit: 'share of requests, 0 to 1',
      noData: noRequests,
      parameters: { service, namespace, threshold: errorShare, window: back },
      make: ({ service: whom = '', namespace: space = '', threshold, window = '' }) => {
        const these = labels(whom, space)
        return {
          query: shareOf(
            `rate(${requests}{${these},${failed}}[${window}])`,
            `rate(${requests}{${these}}[${window}])`,
          ),
          failWhen: `value > ${threshold}`,
          window,
          minCountQuery: `sum(increase(${requests}{${these}}[${window}]))`,
        }
      },
    },
    {
      id: `${id}-latency`,
      title: `Latency of requests, as ${name} sees them arrive`,
      unit: 'milliseconds',
      noData: noRequests,
      parameters: { service, namespace, quantile: part, threshold: milliseconds, window: back },
      make: ({ service: whom = '', namespace: space = '', quantile, threshold, window = '' }) => {
        const these = labels(whom, space)
        return {
          query: `histogram_quantile(${quantile}, sum by (le) (rate(${took}_bucket{${these}}[${window}])))`,
          failWhen: `value > ${threshold}`,
          window,
          minCountQuery: `sum(increase(${took}_count{${these}}[${window}]))`,
          minCount: leastFor(quantile),
        }
      },
    },
  ]
}
