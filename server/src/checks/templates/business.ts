import { shared, type Template } from './template.js'

const noCounter =
  'No such counter is there: it has to be from the start on, at 0. What is away is not the same as none: the release holds.'

/** Of what the business counts. */
export const businessTemplates: readonly Template[] = [
  {
    id: 'orders-per-minute',
    title: 'Orders per minute, or whatever there have to be enough of',
    unit: 'per minute',
    noData: noCounter,
    parameters: {
      service: shared.service,
      label: shared.label,
      metric: { kind: 'name', title: 'The counter', default: 'orders_total' },
      threshold: { kind: 'number', title: 'Per minute, below which it is bad' },
      window: { ...shared.window, default: '5m' },
    },
    make: ({ service, label, metric, threshold, window = '' }) => ({
      query: `60 * sum(rate(${metric}{${label}="${service}"}[${window}]))`,
      failWhen: `value < ${threshold}`,
      window,
    }),
  },
  {
    id: 'failed-logins',
    title: 'Failed logins per minute, or whatever there must not be many of',
    unit: 'per minute',
    noData: noCounter,
    parameters: {
      service: shared.service,
      label: shared.label,
      metric: { kind: 'name', title: 'The counter', default: 'login_failures_total' },
      threshold: { kind: 'number', title: 'Per minute, above which it is bad' },
      window: { ...shared.window, default: '2m' },
    },
    make: ({ service, label, metric, threshold, window = '' }) => ({
      query: `60 * sum(rate(${metric}{${label}="${service}"}[${window}]))`,
      failWhen: `value > ${threshold}`,
      window,
    }),
  },
]
