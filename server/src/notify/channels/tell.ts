import type { Telling } from '../words.js'
import type { Secret, Sending, Told } from './channel.js'
import { tellCloudEvents } from './cloudevents.js'
import { tellSlack } from './slack.js'
import { tellWebhook } from './webhook.js'

/** Tells one piece of news once. */
export function tell(telling: Telling, secret: Secret, sending: Sending): Promise<Told> {
  switch (secret.type) {
    case 'webhook':
      return tellWebhook(telling, { ...secret, type: 'webhook' }, sending)
    case 'cloudevents':
      return tellCloudEvents(telling, { ...secret, type: 'cloudevents' }, sending)
    case 'slack':
      return tellSlack(telling, secret, sending)
    case 'email':
      return (
        sending.mail?.(telling, secret.to) ??
        Promise.resolve({ type: 'failed', because: 'This server has no mail server: set RIPCORD_SMTP_URL.' })
      )
  }
}
