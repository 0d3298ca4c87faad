import { shared, type Template } from './template.js'

const pods = {
  namespace: shared.namespace,
  pods: { kind: 'pattern', title: 'Which pods, as a whole name', default: '$service-.*' },
} as const

/** Of what Kubernetes and the nodes tell. */
export const saturationTemplates: readonly Template[] = [
  {
    id: 'cpu',
    title: 'CPU of the pods against their limits (cAdvisor, kube-state-metrics)',
    unit: 'share of the limit, 0 to 1',
    noData: 'No pod has this name, or none has a CPU limit: the release holds.',
    parameters: {
      ...pods,
      threshold: { kind: 'number', title: 'Share above which it is bad', default: 0.9 },
      window: { ...shared.window, default: '2m' },
    },
    make: ({ namespace, pods: names, threshold, window = '' }) => ({
      query: `sum(rate(container_cpu_usage_seconds_total{namespace="${namespace}",pod=~"${names}",container!=""}[${window}])) / sum(kube_pod_container_resource_limits{resource="cpu",namespace="${namespace}",pod=~"${names}"})`,
      failWhen: `value > ${threshold}`,
      window,
    }),
  },
  {
    id: 'memory',
    title: 'Memory of the fullest pod against its limit (cAdvisor, kube-state-metrics)',
    unit: 'share of the limit, 0 to 1',
    noData: 'No pod has this name, or none has a memory limit: the release holds.',
    parameters: {
      ...pods,
      threshold: { kind: 'number', title: 'Share above which it is bad', default: 0.9 },
    },
    make: ({ namespace, pods: names, threshold }) => ({
      query: `max(sum by (pod) (container_memory_working_set_bytes{namespace="${namespace}",pod=~"${names}",container!=""}) / sum by (pod) (kube_pod_container_resource_limits{resource="memory",namespace="${namespace}",pod=~"${names}"}))`,
      failWhen: `value > ${threshold}`,
      window: '0s',
    }),
  },
  {
    id: 'disk-io',
    title: 'How busy the busiest disk is (node exporter)',
    unit: 'share of time, 0 to 1',
    noData: 'No node of this name is scraped: the release holds.',
    parameters: {
      instances: { kind: 'pattern', title: 'Which nodes, as the whole `instance`', default: '.+' },
      threshold: { kind: 'number', title: 'Share above which it is bad', default: 0.9 },
      window: { ...shared.window, default: '2m' },
    },
    make: ({ instances, threshold, window = '' }) => ({
      query: `max(rate(node_disk_io_time_seconds_total{instance=~"${instances}"}[${window}]))`,
      failWhen: `value > ${threshold}`,
      window,
    }),
  },
]
