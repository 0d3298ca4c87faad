import { describe, expect, it } from 'vitest'
import { createVerifySns, type Envelope } from './sns.js'
import { makeCertificate } from './testing/certificate.js'
import { envelope, ours, sealed, topic } from './testing/corpus/cloudwatch.js'

const now = Date.parse('2026-01-05T08:00:00Z')
const allowed = { allowedTopics: [topic] }
const minute = 60_000

function told(more: object = {}, at = now, key = ours.key): Envelope {
  return sealed(
    envelope({ Type: 'Notification', MessageId: 'm-1', Message: '{}', ...more }),
    key,
    at,
  ) as Envelope
}

/** Amazon's address as far as certificates are had there. */
function open(certificate = ours) {
  const fetched: string[] = []
  const verify = createVerifySns(async (url) => {
    fetched.push(url)
    return certificate.pem
  })
  const judge = async (given: object, source: object = allowed, at = now) => {
    const bytes = Buffer.from(JSON.stringify(given))
    const proof = await verify({ bytes, header: () => undefined, url: '/' }, source, at)
    return proof.type === 'proven' ? 'proven' : `${proof.status} ${proof.because}`
  }
  return { judge, fetched }
}

describe('a message of Amazon SNS', () => {
  it.each(['1', '2'])('is proven by its signature, version %s', async (SignatureVersion) => {
    expect(await open().judge(told({ SignatureVersion }))).toBe('proven')
  })

  it('is proven with a subject and without one', async () => {
    const { judge } = open()
    expect(await judge(told({ Subject: 'ALARM' }))).toBe('proven')
    expect(await judge(told({ Subject: null }))).toBe('proven')
  })

  it.each([
    ['Message', '{"AlarmName":"another"}'],
    ['MessageId', 'm-2'],
    ['Subject', 'another'],
    ['Timestamp', '2026-01-05T08:00:01.000Z'],
    ['Type', 'SubscriptionConfirmation'],
    ['Signature', 'AAAA'],
    ['Signature', ''],
    ['SignatureVersion', '1'],
  ])('is refused where its %s was changed to %s', async (field, value) => {
    const changed = { ...told({ Subject: 'ALARM' }), [field]: value }
    expect(await open().judge(changed)).toMatch(/^401 The signature is not/)
  })

  it('is refused where somebody else has signed it', async () => {
    expect(await open().judge(told({}, now, makeCertificate().key))).toMatch(/^401 The signature is not/)
  })

  it.each(['3', '', '__proto__', '1 '])(
    'is refused with a signature of version %j',
    async (SignatureVersion) => {
      expect(await open().judge({ ...told(), SignatureVersion })).toMatch(/^401 \/SignatureVersion/)
    },
  )

  it.each([
    ['an hour old', -60 * minute, 'proven'],
    ['older than SNS tries', -66 * minute, '401 It was signed at'],
    ['of a clock that goes ahead a little', 4 * minute, 'proven'],
    ['of tomorrow', 24 * 60 * minute, '401 It was signed at'],
  ])('that is %s', async (_name, ms, expected) => {
    expect(await open().judge(told({}, now + ms))).toMatch(new RegExp(`^${expected}`))
  })

  it('of a topic that is not allowed makes nobody fetch anything', async () => {
    const { judge, fetched } = open()
    expect(await judge(told(), { allowedTopics: [`${topic}-2`] })).toMatch(/^403 The topic/)
    expect(await judge(told(), {})).toMatch(/^403 The topic/)
    expect(fetched).toEqual([])
  })

  it('is refused where the certificate has ended, or cannot be had', async () => {
    expect(await open(makeCertificate('200101000000Z', '210101000000Z')).judge(told())).toMatch(
      /not valid now/,
    )
    expect(await open({ ...ours, pem: 'nothing' }).judge(told())).toMatch(/^401 The certificate/)
    const dead = createVerifySns(() => Promise.reject(new Error('no route')))
    const delivery = { bytes: Buffer.from(JSON.stringify(told())), header: () => undefined, url: '/' }
    expect(await dead(delivery, allowed, now)).toMatchObject({ because: expect.stringMatching(/no route/) })
  })

  it('fetches a certificate once', async () => {
    const { judge, fetched } = open()
    for (let i = 0; i < 5; i++) await judge(told({ MessageId: `m-${i}` }))
    expect(fetched).toHaveLength(1)
  })

  const path = '/SimpleNotificationService-0123456789abcdef.pem'
  it.each([
    `http://sns.eu-central-1.amazonaws.com${path}`,
    `https://sns.eu-central-1.amazonaws.com.evil.example${path}`,
    `https://evil.example/sns.eu-central-1.amazonaws.com${path}`,
    `https://sns.eu-central-1.amazonaws.com@evil.example${path}`,
    `https://user:pass@sns.eu-central-1.amazonaws.com${path}`,
    `https://sns.eu-central-1.amazonaws.com:8443${path}`,
    `https://sns.s3.amazonaws.com${path}`,
    `https://sns.s3.eu-central-1.amazonaws.com${path}`,
    `https://xsns.eu-central-1.amazonaws.com${path}`,
    `https://sns.eu-central-1.amazonaws.com./${path}`,
    `https://127.0.0.1${path}`,
    `https://[::1]${path}`,
    'https://sns.eu-central-1.amazonaws.com/another.pem',
    `https://sns.eu-central-1.amazonaws.com/x/..%2f${path}`,
    `https://sns.eu-central-1.amazonaws.com/folder${path}`,
    `https://sns.eu-central-1.amazonaws.com/?redirect=${path}`,
    'file:///etc/passwd',
    'nonsense',
    '',
  ])('whose certificate is at %s is refused, and nothing is fetched', async (SigningCertURL) => {
    const { judge, fetched } = open()
    expect(await judge({ ...told(), SigningCertURL })).toMatch(/^401 \/SigningCertURL/)
    expect(fetched).toEqual([])
  })

  it.each([
    'https://sns.us-gov-west-1.amazonaws.com',
    'https://sns.ap-southeast-2.amazonaws.com',
    'https://sns.cn-north-1.amazonaws.com.cn',
  ])('may have its certificate at %s', async (host) => {
    expect(await open().judge({ ...told(), SigningCertURL: host + path })).toBe('proven')
  })
})
