import { alertmanager } from './alertmanager.js'
import { bounded } from './bounded.js'
import { cloudevents } from './cloudevents.js'
import { createCloudwatch } from './cloudwatch.js'
import { datadog } from './datadog.js'
import { elastalert2 } from './elastalert2.js'
import { grafana } from './grafana.js'
import { kibana } from './kibana.js'
import { newrelic } from './newrelic.js'
import { opsgenie } from './opsgenie.js'
import { pagerduty } from './pagerduty.js'
import { ripcord } from './ripcord.js'
import type { Sender } from './sender.js'
import { sentry } from './sentry.js'
import type { FetchCertificate } from './sns.js'

export interface SendersDeps {
  fetchCertificate: FetchCertificate
}

/** Every format of alerts, by its name in the URL. */
export function createSenders({ fetchCertificate }: SendersDeps): ReadonlyMap<string, Sender> {
  const all = [
    ripcord,
    alertmanager,
    grafana,
    datadog,
    pagerduty,
    createCloudwatch(fetchCertificate),
    sentry,
    newrelic,
    opsgenie,
    kibana,
    elastalert2,
    cloudevents,
  ]
  return new Map(all.map((sender) => [sender.name, bounded(sender)]))
}
