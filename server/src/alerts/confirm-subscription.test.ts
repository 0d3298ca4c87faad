import { expect, it } from 'vitest'
import type { Egress, EgressAnswer, EgressRequest } from '../egress/egress.js'
import { envelope, ours, sealed, topic } from './senders/testing/corpus/cloudwatch.js'
import { openAlerted } from './testing/alerted-app.js'

const confirming = 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=abc'

const found: EgressAnswer = {
  type: 'answer',
  status: 200,
  headers: {},
  body: Buffer.from(ours.pem),
  tookMs: 1,
}

/** A source of Amazon's alarms, and what it has asked the internet for. */
async function open(answer: EgressAnswer = found) {
  const asked: string[] = []
  const internet: Egress = {
    request: async ({ url }: EgressRequest) => {
      asked.push(url)
      return url.includes('Confirm') ? answer : found
    },
    refuse: async () => undefined,
    close: async () => undefined,
  }
  const app = await openAlerted({}, { sender: 'cloudwatch', allowedTopics: [topic] }, { egress: internet })
  const deliver = (more: object) => {
    const told = envelope({
      Type: 'SubscriptionConfirmation',
      MessageId: 'm-1',
      Message: 'You have chosen',
      Token: 'abc',
      SubscribeURL: confirming,
      ...more,
    })
    const body = JSON.stringify(sealed(told, ours.key, app.clock.now().getTime()))
    return app.http.post(app.source.path).set('content-type', 'text/plain; charset=UTF-8').send(body)
  }
  return { deliver, confirmed: () => asked.filter((url) => url.includes('Confirm')), asked }
}

it('confirms the subscription of a topic that its source allows, once it is proven', async () => {
  const { deliver, confirmed } = await open()
  const { status } = await deliver({})
  expect(status).toBe(202)
  expect(confirmed()).toEqual([confirming])
})

it('confirms none of another topic, and asks the internet for nothing', async () => {
  const { deliver, asked } = await open()
  expect((await deliver({ TopicArn: 'arn:aws:sns:eu-central-1:999999999999:theirs' })).status).toBe(403)
  expect(asked).toEqual([])
})

it.each([
  'https://sns.eu-central-1.amazonaws.com.evil.example/?Action=ConfirmSubscription',
  'http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription',
  'https://sns.eu-central-1.amazonaws.com:444/?Action=ConfirmSubscription',
  'https://u@sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription',
  'https://169.254.169.254/?Action=ConfirmSubscription',
  'file:///ConfirmSubscription',
  'ConfirmSubscription',
])('confirms nothing at %s', async (SubscribeURL) => {
  const { deliver, confirmed } = await open()
  expect((await deliver({ SubscribeURL })).status).toBe(400)
  expect(confirmed()).toEqual([])
})

it('takes the end of a subscription for what it is: it does not confirm it anew', async () => {
  const { deliver, confirmed } = await open()
  const { status, body } = await deliver({ Type: 'UnsubscribeConfirmation' })
  expect(status).toBe(202)
  expect(body).toMatchObject({ accepted: 0 })
  expect(confirmed()).toEqual([])
})

it.each<[string, EgressAnswer]>([
  ['answered 302', { ...found, status: 302, headers: { location: 'http://169.254.169.254/' } }],
  ['answered 403', { ...found, status: 403 }],
  ['it may not be asked', { type: 'refused', because: 'it may not be asked' }],
  ['no whole answer', { type: 'failed', because: 'no whole answer within 5000 ms', tookMs: 5_000 }],
])('says that nothing was confirmed where %s, and asks nobody else', async (because, answer) => {
  const { deliver, asked } = await open(answer)
  const { status, body } = await deliver({})
  expect(status).toBe(202)
  expect(body.warnings.join(' ')).toMatch(/could not be confirmed/)
  expect(body.warnings.join(' ')).toContain(because)
  expect(asked.filter((url) => !url.endsWith('.pem'))).toEqual([confirming])
})
