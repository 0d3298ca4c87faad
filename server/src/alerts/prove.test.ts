import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { place, release } from '../releases/testing/release-shop.js'
import { createSenders } from './senders/index.js'
import { corpus } from './senders/testing/corpus/index.js'
import { createSource, openAlerted } from './testing/alerted-app.js'

// How each vendor says that it proves itself, through the door: what it sent itself is taken; anything else changes
// nothing.

type Headers = { readonly [header: string]: string }

/** What one delivery was signed with. */
interface Signing {
  secret: string
  /** Epoch milliseconds. */
  now: number
}

interface Vendor {
  title: string
  sender: string
  header: string
  sign: (bytes: Buffer, signing: Signing) => Headers
}

const hex = (secret: string, ...parts: readonly (string | Buffer)[]) =>
  createHmac('sha256', secret)
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest('hex')

const grafanaHeader = 'X-Grafana-Alerting-Signature'
const grafanaTime = 'X-Grafana-Alerting-Timestamp'

/** Seconds, a colon and the body, where its contact point names a header for the time. */
function grafanaAt(bytes: Buffer, secret: string, at: string): Headers {
  return { [grafanaTime]: at, [grafanaHeader]: hex(secret, `${at}:`, bytes) }
}

const grafana: Vendor = {
  title: 'grafana, with a header for the time',
  sender: 'grafana',
  header: grafanaHeader,
  sign: (bytes, { secret, now }) => grafanaAt(bytes, secret, String(Math.floor(now / 1000))),
}

const vendors: readonly Vendor[] = [
  {
    title: 'pagerduty',
    sender: 'pagerduty',
    header: 'X-PagerDuty-Signature',
    sign: (bytes, { secret }) => ({ 'X-PagerDuty-Signature': `v1=${hex(secret, bytes)}` }),
  },
  {
    title: 'pagerduty, while its secret is changed',
    sender: 'pagerduty',
    header: 'X-PagerDuty-Signature',
    sign: (bytes, { secret }) => ({
      'X-PagerDuty-Signature': `v1=${hex('the-next-secret', bytes)},v1=${hex(secret, bytes)}`,
    }),
  },
  {
    title: 'sentry',
    sender: 'sentry',
    header: 'Sentry-Hook-Signature',
    // The time that it sends is not signed, and nothing depends on it.
    sign: (bytes, { secret }) => ({
      'Sentry-Hook-Resource': 'metric_alert',
      'Sentry-Hook-Timestamp': '1',
      'Sentry-Hook-Signature': hex(secret, bytes),
    }),
  },
  {
    title: 'grafana, without a header for the time',
    sender: 'grafana',
    header: grafanaHeader,
    sign: (bytes, { secret }) => ({ [grafanaHeader]: hex(secret, bytes) }),
  },
  grafana,
]

function formatOf(sender: string) {
  const format = corpus.find((each) => each.sender === sender)
  if (format === undefined) throw new Error(`the corpus has no ${sender}`)
  return format
}

/** A source of a sender, an alert of it that fails the release, and what came of what was delivered. */
async function open({ sender }: Pick<Vendor, 'sender'>, auth?: string) {
  const format = formatOf(sender)
  const app = await openAlerted({}, { sender, ...format.source, ...(auth !== undefined && { auth }) })
  const now = app.clock.now().getTime()
  const told = { id: '1', status: 'firing', at: now, since: now, release } as const
  // Not as a program would write it anew, and with letters of several bytes: what is signed are bytes.
  const note = sender === 'ripcord' ? {} : { note: 'Größe 5 € 🙂' }
  const text = JSON.stringify({ ...(format.tell([told]) as object), ...note }, undefined, 3)
  const signing: Signing = { secret: app.source.secret ?? '', now }
  const deliver = async (bytes: Buffer, headers: Headers, path = app.source.path): Promise<string> => {
    const { status, body } = await app.http
      .post(path)
      .set({ ...headers, 'content-type': 'application/json' })
      .serialize((sent: unknown) => sent as string)
      .send(bytes)
    const effects = (body.matched ?? []).map(({ effect }: { effect: string }) => effect)
    return [status, ...effects].join(' ')
  }
  const expectNothing = async () => {
    expect((await app.api.listAlerts({ params: place, query: {} })).items).toEqual([])
    const { items } = await app.api.listSources({ params: place })
    expect(items).toMatchObject([{ lastUsedAt: null }])
    await app.second()
    expect((await app.release()).status).toBe('running')
  }
  return { ...app, bytes: Buffer.from(text), text, signing, deliver, expectNothing }
}

describe.each(vendors.map((vendor) => [vendor.title, vendor] as const))('%s', (_title, vendor) => {
  const { sign, header } = vendor

  it('is taken with its own signature upon the bytes that came', async () => {
    const { bytes, signing, deliver, second, release: read } = await open(vendor)
    expect(await deliver(bytes, sign(bytes, signing))).toBe('202 fails')
    await second()
    expect((await read()).status).toBe('killed')
  })

  it('is refused with any other, and has changed nothing', async () => {
    const { bytes, text, signing, deliver, expectNothing } = await open(vendor)
    const right = sign(bytes, signing)
    const value = right[header] ?? ''
    const forged: { readonly [title: string]: readonly [Buffer, Headers] } = {
      'another secret': [bytes, sign(bytes, { ...signing, secret: 'another-secret' })],
      'an empty secret': [bytes, sign(bytes, { ...signing, secret: '' })],
      'another release': [Buffer.from(text.replaceAll(release, 'payments-7')), right],
      'a space more': [Buffer.from(`${text} `), right],
      'a space less': [Buffer.from(JSON.stringify(JSON.parse(text))), right],
      'no body': [Buffer.alloc(0), right],
      'no signature': [bytes, { ...right, [header]: '' }],
      'half a signature': [bytes, { ...right, [header]: value.slice(0, -32) }],
      'more than a signature': [bytes, { ...right, [header]: `${value}00` }],
      'a signature that is no hex': [bytes, { ...right, [header]: value.replaceAll(/[0-9a-f]{4}/g, 'zzzz') }],
      'a signature in Base64': [
        bytes,
        { ...right, [header]: `v1=${Buffer.from(value.replace('v1=', ''), 'hex').toString('base64')}` },
      ],
      'the secret itself': [bytes, { authorization: `Bearer ${signing.secret}` }],
    }
    const answers: { [title: string]: string } = {}
    for (const [title, [body, headers]] of Object.entries(forged))
      answers[title] = await deliver(body, headers)
    expect(answers).toEqual(Object.fromEntries(Object.keys(forged).map((title) => [title, '401'])))
    await expectNothing()
  })

  it('is refused by another source, whose secret is another', async () => {
    const app = await open(vendor)
    const other = await createSource(app, { sender: vendor.sender, ...formatOf(vendor.sender).source })
    const headers = sign(app.bytes, app.signing)
    expect(await app.deliver(app.bytes, headers, other.path)).toBe('401')
  })
})

it.each(['pagerduty', 'sentry', 'grafana'])(
  '%s without a signature is told which header it lacks',
  async (sender) => {
    const { http, source, text } = await open({ sender })
    const answer = await http.post(source.path).set('content-type', 'application/json').send(text)
    const header = vendors.find((vendor) => vendor.sender === sender)?.header ?? 'none'
    expect(answer.status).toBe(401)
    expect(answer.body.detail.toLowerCase()).toContain(header.toLowerCase())
  },
)

it('pagerduty may send several signatures while its secret is rotated: any counts, of the scheme that is known', async () => {
  const { bytes, signing, deliver } = await open({ sender: 'pagerduty' })
  const header = 'X-PagerDuty-Signature'
  const [old, ours] = [hex('old', bytes), hex(signing.secret, bytes)]
  expect(await deliver(bytes, { [header]: `v1=${old},v2=${ours}` })).toBe('401')
  expect(await deliver(bytes, { [header]: `v1=${old},v1=${ours}` })).toBe('202 fails')
})

describe('the time that Grafana signs', () => {
  const minute = 60_000
  const seconds = (at: number) => String(Math.floor(at / 1000))

  it.each([
    ['now', 0, '202 fails'],
    ['four minutes ago', -4 * minute, '202 fails'],
    ['in four minutes', 4 * minute, '202 fails'],
    ['six minutes ago', -6 * minute, '401'],
    ['in six minutes', 6 * minute, '401'],
    ['a year ago', -365 * 24 * 60 * minute, '401'],
  ])('%s', async (_title, ms, expected) => {
    const { bytes, signing, deliver } = await open(grafana)
    expect(await deliver(bytes, grafanaAt(bytes, signing.secret, seconds(signing.now + ms)))).toBe(expected)
  })

  it.each(['', 'NaN', '-1', '1e9', '0x5f5e100', '9999999999999', '2026-01-05T08:00:00Z'])(
    '%j is none',
    async (at) => {
      const { bytes, signing, deliver, expectNothing } = await open(grafana)
      expect(await deliver(bytes, grafanaAt(bytes, signing.secret, at))).toBe('401')
      await expectNothing()
    },
  )

  it('can be neither changed, nor taken away, nor given to a delivery that had none', async () => {
    const { bytes, signing, clock, deliver, expectNothing } = await open(grafana)
    const kept = grafana.sign(bytes, signing)
    const bare = { [grafanaHeader]: hex(signing.secret, bytes) }
    clock.advance(10 * minute)
    const now = seconds(clock.now().getTime())
    expect(await deliver(bytes, { ...kept, [grafanaTime]: now })).toBe('401')
    expect(await deliver(bytes, { [grafanaHeader]: kept[grafanaHeader] ?? '' })).toBe('401')
    expect(await deliver(bytes, { ...bare, [grafanaTime]: now })).toBe('401')
    await expectNothing()
    // The same bytes are signed, moved from the header into the body: it is proven, and no JSON.
    const moved = Buffer.concat([Buffer.from(`${kept[grafanaTime]}:`), bytes])
    expect(await deliver(moved, { [grafanaHeader]: kept[grafanaHeader] ?? '' })).toBe('400')
  })

  it('under a name of one’s own is refused with the name that it should have', async () => {
    const { bytes, signing, http, source } = await open(grafana)
    const at = seconds(signing.now)
    const { status, body } = await http
      .post(source.path)
      .set({ 'x-my-time': at, [grafanaHeader]: hex(signing.secret, `${at}:`, bytes) })
      .set('content-type', 'application/json')
      .send(bytes.toString())
    expect(status).toBe(401)
    expect(body.detail).toContain(grafanaTime)
  })
})

const senders = createSenders({ fetchCertificate: () => Promise.reject(new Error('nothing is fetched')) })
const ways = [...senders.values()].flatMap(({ name, auth }) =>
  auth.filter((way) => way !== 'hmac' && way !== 'sns').map((way) => [name, way] as const),
)

describe.each(ways)('%s by %s', (sender, auth) => {
  const basic = (secret: string) => `Basic ${Buffer.from(`anybody:${secret}`).toString('base64')}`
  const bearer = (secret: string) => `Bearer ${secret}`
  const sent = (path: string, secret: string): [Headers, string] => {
    if (auth === 'url-token') return [{}, `${path}/${secret}`]
    return [{ authorization: (auth === 'basic' ? basic : bearer)(secret) }, path]
  }

  it('is taken with its secret, and with nothing else', async () => {
    const app = await open({ sender }, auth)
    const { bytes, signing, source, deliver } = app
    const other = await createSource(app, { sender, auth, ...formatOf(sender).source })
    const wrong: readonly [Headers, string][] = [
      [{}, source.path],
      sent(source.path, ''),
      sent(source.path, `${signing.secret}0`),
      sent(source.path, signing.secret.slice(0, -1)),
      sent(source.path, signing.secret.toUpperCase()),
      sent(source.path, other.secret ?? ''),
      sent(other.path, signing.secret),
      [{ authorization: (auth === 'basic' ? bearer : basic)(signing.secret) }, source.path],
      [{ [grafanaHeader]: hex(signing.secret, bytes) }, source.path],
    ]
    for (const [headers, path] of wrong) expect(await deliver(bytes, headers, path)).toBe('401')
    expect((await app.api.listAlerts({ params: place, query: {} })).items).toEqual([])
    expect(await deliver(bytes, ...sent(source.path, signing.secret))).toBe('202 fails')
  })
})

it.each(
  [...senders.values()]
    .filter(({ auth }) => !auth.includes('hmac') && !auth.includes('sns'))
    .map(({ name }) => name),
)('%s signs nothing: a source that asks for it is refused', async (sender) => {
  const app = await openAlerted()
  const draft = { sender, auth: 'hmac', ...formatOf(sender).source }
  await expect(createSource(app, draft)).rejects.toMatchObject({
    problem: { status: 422, errors: [{ path: '/auth' }] },
  })
})
