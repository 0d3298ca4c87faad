import type { PulledCheck } from '@ripcord/model'
import { inPromQl } from '../sources/placeholders.js'

/** What a parameter is: how it is judged, and how it is written into a query. */
export type ParameterKind =
  /** The value of a label. */
  | 'text'
  /** A regular expression that the value of a label has to match as a whole. */
  | 'pattern'
  /** The name of a metric or a label. */
  | 'name'
  | 'number'
  | 'duration'

export interface Parameter {
  readonly kind: ParameterKind
  readonly title: string
  /** It has to be said where there is none. */
  readonly default?: string | number
}

export interface Template {
  readonly id: string
  readonly title: string
  /** Of the value that is measured. */
  readonly unit: string
  /** What it means where nothing is measured. */
  readonly noData: string
  readonly parameters: { readonly [name: string]: Parameter }
  readonly make: (given: Given) => Asked
}

/** The parameters as a query may hold them: texts are escaped, names and durations are nothing else. */
export type Given = { readonly [name: string]: string }

type Prometheus = Extract<PulledCheck, { type: 'prometheus' }>

/** What a template says of its check. */
export type Asked = Pick<Prometheus, 'query' | 'failWhen' | 'window'> &
  Partial<Pick<Prometheus, 'minCountQuery' | 'minCount' | 'baseline'>>

const shapes: { readonly [K in ParameterKind]: readonly [RegExp, string] } = {
  text: [/^[^\p{Cc}]{1,200}$/u, 'a text of at most 200 characters'],
  pattern: [/^[^\p{Cc}]{1,200}$/u, 'a regular expression of at most 200 characters'],
  name: [/^[a-zA-Z_:][\w:]{0,199}$/, 'a name of letters, digits and _'],
  number: [/^-?\d{1,15}(\.\d{1,15})?$/, 'a number'],
  duration: [/^[1-9]\d{0,5}(ms|s|m|h|d)$/, 'a duration of one unit, such as 1m'],
}

/** How a parameter stands in a query; undefined where it is none of its kind. */
export function written({ kind }: Parameter, given: string | number): string | undefined {
  const text = String(given)
  if (!shapes[kind][0].test(text)) return undefined
  return kind === 'text' || kind === 'pattern' ? inPromQl(text) : text
}

export function expectedOf({ kind }: Parameter): string {
  return shapes[kind][1]
}

/** What several templates ask for. */
export const shared = {
  service: { kind: 'text', title: 'The service; by default the release’s own', default: '$service' },
  label: { kind: 'name', title: 'The label that names the service', default: 'service' },
  namespace: { kind: 'text', title: 'The Kubernetes namespace' },
  window: { kind: 'duration', title: 'How far back is looked', default: '1m' },
  quantile: { kind: 'number', title: 'Which part of requests is as fast, below 1', default: 0.99 },
} as const satisfies { [name: string]: Parameter }

/** Requests that a quantile has to rest on before it may kill: ten of those that are slower. */
export function leastFor(quantile: string | undefined): number {
  return Math.max(1, Math.ceil(10 / (1 - Math.min(0.9999, Number(quantile))) - 1e-6))
}

/** A share of requests that fail. No series of failures means that none failed; no request at all that nothing is known. */
export function shareOf(failed: string, all: string): string {
  return `(sum(${failed}) or vector(0)) / sum(${all})`
}

export const noRequests =
  'Nobody asked the service within the window, or the labels find no series: the release holds.'
