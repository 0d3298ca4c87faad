import type { Alert } from '@ripcord/model'
import type { Sender } from './sender.js'

type Labels = Alert['labels']

const mostLabels = 100
const nameLength = 200
const valueLength = 2_000

/** Labels by which releases are found: they stay where there are too many. */
const first: readonly string[] = [
  'release',
  'service',
  'environment',
  'env',
  'version',
  'alertname',
  'severity',
]

/** A sender whose alerts are clean and of a bounded size, whatever it was sent. */
export function bounded(sender: Sender): Sender {
  return {
    ...sender,
    read(delivery, body, mapping) {
      const reading = sender.read(delivery, body, mapping)
      const isCut = reading.alerts.some(({ labels }) => Object.keys(labels).length > mostLabels)
      return {
        ...reading,
        alerts: reading.alerts.map(boundedAlert),
        deliveryId: boundedText(reading.deliveryId, nameLength),
        ...(isCut && {
          incomplete:
            reading.incomplete ?? `An alert has more than ${mostLabels} labels: only these are read.`,
        }),
      }
    },
  }
}

function boundedAlert(alert: Alert): Alert {
  return {
    ...alert,
    deliveryId: boundedText(alert.deliveryId, nameLength),
    severity: boundedText(alert.severity, nameLength),
    labels: boundedLabels(alert.labels),
    annotations: boundedLabels(alert.annotations),
    value: boundedText(alert.value, valueLength),
    url: webAddress(boundedText(alert.url, valueLength)),
  }
}

function boundedLabels(labels: Labels): Labels {
  const names = Object.keys(labels)
  const kept = [
    ...first.filter((name) => Object.hasOwn(labels, name)),
    ...names.filter((n) => !first.includes(n)),
  ]
  return Object.fromEntries(
    kept
      .slice(0, mostLabels)
      .filter((name) => name !== '__proto__')
      .map((name) => [cleaned(name, nameLength), cleaned(labels[name] ?? '', valueLength)]),
  )
}

function boundedText(text: string | null, length: number): string | null {
  return text === null ? null : cleaned(text, length)
}

/** Without characters that nobody sees, and that a terminal or a log takes for orders; and without halves of any. */
function cleaned(text: string, length: number): string {
  return text.slice(0, length).replaceAll(/[^\P{Control}\t\n]|\p{Surrogate}/gu, '')
}

/** It becomes a link: no other kind than these. */
function webAddress(url: string | null): string | null {
  return url !== null && /^https?:\/\//i.test(url) ? url : null
}
