import { createSign } from 'node:crypto'
import type { Envelope } from '../../sns.js'
import { signedText } from '../../sns.js'
import { makeCertificate } from '../certificate.js'
import { type Format, iso, single, type Told, usual } from './format.js'

const states = { firing: 'ALARM', resolved: 'OK', nodata: 'INSUFFICIENT_DATA' }
export const topic = 'arn:aws:sns:eu-central-1:123456789012:ripcord'
export const ours = makeCertificate()
const another = makeCertificate()

export const cloudwatch: Format = {
  sender: 'cloudwatch',
  source: { allowedTopics: [topic] },
  tell: (alerts) => single(alerts, notification),
  seal: (body, secret, now) => sealed(body, secret === 'ours' ? ours.key : another.key, now),
  // A signature is good for an hour.
  expected: { ...usual, replayed: '401' },
}

function notification(told: Told) {
  return envelope({
    Type: 'Notification',
    MessageId: `message-${told.id}-${told.status}`,
    Subject: 'ALARM: "Orders fail"',
    Message: JSON.stringify(alarm(told)),
  })
}

function alarm({ id, status, at, release }: Told) {
  return {
    AlarmName: `Orders fail ${id}`,
    AlarmDescription: 'Every second order fails',
    AWSAccountId: '123456789012',
    NewStateValue: states[status],
    NewStateReason: 'Threshold crossed',
    StateChangeTime: iso(at).replace('Z', '+0000'),
    Region: 'EU (Frankfurt)',
    AlarmArn: `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:Orders fail ${id}`,
    OldStateValue: 'OK',
    Trigger: {
      MetricName: 'Failed',
      Namespace: 'Orders',
      Dimensions: [{ name: 'release', value: release }],
    },
  }
}

export function envelope(told: object) {
  return {
    TopicArn: topic,
    SignatureVersion: '2',
    SigningCertURL: 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem',
    UnsubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
    ...told,
  }
}

/** A list is what no such sender sends, and stays as it is. */
export function sealed(body: unknown, key: typeof ours.key, now: number): unknown {
  if (Array.isArray(body)) return body
  const whole = { ...(body as Envelope), Timestamp: iso(now) }
  const algorithm = whole.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256'
  return { ...whole, Signature: createSign(algorithm).update(signedText(whole)).sign(key, 'base64') }
}
