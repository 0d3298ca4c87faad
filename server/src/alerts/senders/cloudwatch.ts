import type { Alert } from '@ripcord/model'
import { z } from 'zod'
import { HttpError } from '../../http/http-error.js'
import { parseJsonBytes } from '../../http/read-bytes.js'
import { validate } from '../../http/validate.js'
import { alertFrom, compact, keyOf, momentLike, optionalText, textLike } from './alert-fields.js'
import { mappedLabels } from './mapped-labels.js'
import type { Reading, Sender } from './sender.js'
import {
  createVerifySns,
  type Envelope,
  envelopeSchema,
  type FetchCertificate,
  isAmazonAddress,
} from './sns.js'

const alarmSchema = z.looseObject({
  AlarmName: z.string().min(1),
  AlarmDescription: optionalText,
  AlarmArn: optionalText,
  AWSAccountId: optionalText,
  Region: optionalText,
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  NewStateReason: optionalText,
  StateChangeTime: momentLike,
  // An alarm that is composed of others has none of it; one upon an expression has no metric.
  Trigger: z
    .looseObject({
      MetricName: optionalText,
      Namespace: optionalText,
      Dimensions: z
        .array(z.looseObject({ name: textLike, value: textLike }))
        .max(100)
        .nullish(),
    })
    .nullish(),
})
type Alarm = z.output<typeof alarmSchema>

const statuses = { ALARM: 'firing', OK: 'resolved', INSUFFICIENT_DATA: 'nodata' } as const

/** Alarms of CloudWatch, as Amazon SNS delivers them. */
export function createCloudwatch(fetch: FetchCertificate): Sender {
  return {
    name: 'cloudwatch',
    auth: ['sns'],
    verify: createVerifySns(fetch),
    read(_delivery, body, mapping) {
      const envelope = validate(envelopeSchema, body, 'body')
      const deliveryId = envelope.MessageId
      switch (envelope.Type) {
        case 'Notification': {
          const alarm = alarmIn(envelope)
          if (alarm === undefined)
            return { alerts: [], deliveryId, ignored: 'The message is no alarm of CloudWatch.' }
          return { alerts: [alertOf(alarm, deliveryId, mappedLabels(mapping, alarm))], deliveryId }
        }
        case 'SubscriptionConfirmation':
          return confirmation(envelope)
        default: {
          const type = JSON.stringify(envelope.Type.slice(0, 100))
          return { alerts: [], deliveryId, ignored: `A message of the type ${type} holds no alarm.` }
        }
      }
    },
  }
}

function confirmation({ MessageId, SubscribeURL }: Envelope): Reading {
  if (SubscribeURL === null || SubscribeURL === undefined || !isAmazonAddress(SubscribeURL)) {
    const message = '/SubscribeURL: expected an address of Amazon SNS.'
    throw new HttpError(400, 'invalid-request', message)
  }
  const ignored = 'It asks for a subscription to be confirmed.'
  return { alerts: [], deliveryId: MessageId, confirm: SubscribeURL, ignored }
}

/** The text of a message, as far as it is JSON of an alarm: others may write to the same topic. */
function alarmIn({ Message }: Envelope): Alarm | undefined {
  let message: unknown
  try {
    message = parseJsonBytes(Buffer.from(Message))
  } catch {
    return undefined
  }
  const isAlarm = typeof message === 'object' && message !== null && 'AlarmName' in message
  return isAlarm ? validate(alarmSchema, message, 'body') : undefined
}

/** That an alarm is over says nothing of when it began: it ends what of this alarm is open. */
function alertOf(alarm: Alarm, deliveryId: string, mapped: Alert['labels']): Alert {
  const { AlarmName, AWSAccountId, Region, StateChangeTime, Trigger } = alarm
  const series = alarm.AlarmArn === null ? keyOf(AWSAccountId, Region, AlarmName) : keyOf(alarm.AlarmArn)
  const status = statuses[alarm.NewStateValue]
  const dimensions = (Trigger?.Dimensions ?? []).map(({ name, value }) => [name, value])
  const { MetricName: metric, Namespace: namespace } = Trigger ?? {}
  return alertFrom({
    sender: 'cloudwatch',
    deliveryId,
    episode: `${series}/${StateChangeTime ?? deliveryId.slice(0, 100)}`,
    series,
    status,
    startsAt: status === 'resolved' ? null : StateChangeTime,
    endsAt: status === 'resolved' ? StateChangeTime : null,
    labels: {
      ...compact({ account: AWSAccountId, region: Region, namespace, metric }),
      ...compact(Object.fromEntries(dimensions)),
      alertname: AlarmName,
      ...mapped,
    },
    annotations: compact({ summary: alarm.NewStateReason, description: alarm.AlarmDescription }),
  })
}
