import { alertmanager } from './alertmanager.js'
import { cloudevents } from './cloudevents.js'
import { cloudwatch } from './cloudwatch.js'
import { datadog } from './datadog.js'
import { elastalert2 } from './elastalert2.js'
import type { Format } from './format.js'
import { grafana } from './grafana.js'
import { kibana } from './kibana.js'
import { newrelic } from './newrelic.js'
import { opsgenie } from './opsgenie.js'
import { pagerduty } from './pagerduty.js'
import { ripcord } from './ripcord.js'
import { sentry } from './sentry.js'

export const corpus: readonly Format[] = [
  ripcord,
  alertmanager,
  grafana,
  datadog,
  pagerduty,
  cloudwatch,
  sentry,
  newrelic,
  opsgenie,
  kibana,
  elastalert2,
  cloudevents,
]
