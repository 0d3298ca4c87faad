/** Who can deliver, by what they deliver; as the API names them. */
export const senders = {
  alerts: [
    'alertmanager',
    'grafana',
    'datadog',
    'pagerduty',
    'cloudwatch',
    'sentry',
    'newrelic',
    'opsgenie',
    'kibana',
    'elastalert2',
    'cloudevents',
    'ripcord',
  ],
  deployments: ['github', 'argocd', 'spinnaker', 'jenkins', 'cdevents'],
} as const
export type Kind = keyof typeof senders

export interface Door {
  sender: string
  auth: 'bearer' | 'basic' | 'hmac' | 'sns' | 'url-token'
  /** The whole address; of `url-token` with the secret behind it. */
  address: string
  secret: string | null
}

/** What to paste where, with the address and the secret in it. */
export function howTo(door: Door): string {
  const { sender, auth, address, secret } = door
  switch (sender) {
    case 'alertmanager':
      // A kill would wait for as long as a group does.
      return `route:
  receiver: ripcord
  group_wait: 0s
  group_interval: 5s
receivers:
  - name: ripcord
    webhook_configs:
      - url: ${JSON.stringify(address)}
        send_resolved: true
        http_config:
          authorization: { credentials: ${JSON.stringify(secret ?? '')} }`
    case 'grafana':
      return `Contact point → Webhook
  URL                    ${address}
  HMAC secret            ${secret ?? ''}
  Timestamp header       X-Grafana-Alerting-Timestamp`
    case 'github':
      return `Settings → Webhooks → Add webhook
  Payload URL    ${address}
  Content type   application/json
  Secret         ${secret ?? ''}
  Events         Deployment statuses`
    case 'cloudwatch':
      return `SNS topic → Create subscription
  Protocol   HTTPS
  Endpoint   ${address}`
    default:
      return `${address}\n${proofs[auth](secret ?? '')}`
  }
}

const proofs: { readonly [A in Door['auth']]: (secret: string) => string } = {
  bearer: (secret) => `Authorization: Bearer ${secret}`,
  basic: (secret) => `Basic authentication, any user, password ${secret}`,
  hmac: (secret) => `Signing secret ${secret}`,
  sns: () => 'Amazon signs; nothing else is needed.',
  'url-token': () => 'The address is the credential: keep it as one.',
}

/** A delivery by hand, where a secret in a header is all that it takes; undefined where the sender signs. */
export function tryIt({ sender, auth, address, secret }: Door): string | undefined {
  if (auth !== 'bearer' || (sender !== 'alertmanager' && sender !== 'ripcord')) return undefined
  const body = JSON.stringify({
    ...(sender === 'alertmanager' && { version: '4' }),
    alerts: [{ status: 'firing', labels: { alertname: 'Tried' } }],
  })
  return `curl -sS '${address}' -H 'authorization: Bearer ${secret}' -H 'content-type: application/json' -d '${body}'`
}
