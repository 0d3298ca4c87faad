import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterEach, expect, it } from 'vitest'
import { openTelling } from '../testing/telling-app.js'

interface Mail {
  to: string[]
  user: string | undefined
  text: string
}

const endings: (() => Promise<void>)[] = []

afterEach(async () => {
  await Promise.all(endings.splice(0).map((end) => end()))
})

/** A real mail server on loopback. `refuse`: with which code it answers a mail. */
async function openMailServer(): Promise<{
  port: number
  mails: Mail[]
  refuse: (code: number | null) => void
}> {
  const mails: Mail[] = []
  let refusal: number | null = null
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: true,
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? '' }),
    onData(stream, { envelope, user }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (refusal !== null) return done(Object.assign(new Error('no room'), { responseCode: refusal }))
        const to = envelope.rcptTo.map(({ address }) => address)
        mails.push({ to, user: user as string | undefined, text: Buffer.concat(chunks).toString() })
        return done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  endings.push(() => new Promise((closed) => server.close(() => closed())))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    mails,
    refuse: (code) => {
      refusal = code
    },
  }
}

it('mails a kill to everybody, by the server that the configuration names', async () => {
  const { port, mails } = await openMailServer()
  const { channel, kill, told, deliveries } = await openTelling({
    RIPCORD_SMTP_URL: `smtp://ripcord:a-password@127.0.0.1:${port}`,
    RIPCORD_MAIL_FROM: 'Ripcord <ripcord@shop.example>',
  })
  await channel({ type: 'email', to: ['ada@shop.example', 'grace@shop.example'] })
  await kill()
  await told()
  expect(mails).toHaveLength(1)
  const [mail] = mails
  const [delivery] = await deliveries()
  expect(delivery?.state).toBe('delivered')
  expect(mail).toMatchObject({ to: ['ada@shop.example', 'grace@shop.example'], user: 'ripcord' })
  expect(mail?.text).toContain('Subject: [Ripcord] a killed in production')
  expect(mail?.text).toContain(`Message-ID: <${delivery?.id}@shop.example>`)
  expect(mail?.text).toContain('a fails')
  expect(mail?.text).toContain('0 of 0 instances safe.')
})

it('tries again where the mail server refuses it, with the same Message-ID', async () => {
  const { port, mails, refuse } = await openMailServer()
  const { channel, kill, told, later, deliveries, logged } = await openTelling({
    RIPCORD_SMTP_URL: `smtp://ripcord:a-password@127.0.0.1:${port}`,
  })
  await channel({ type: 'email', to: ['ada@shop.example'] })
  refuse(452)
  await kill()
  await told()
  expect(await deliveries()).toMatchObject([{ state: 'pending', last: 'The mail server answered 452.' }])
  refuse(null)
  await later(1)
  const [delivery] = await deliveries()
  expect(delivery).toMatchObject({ state: 'delivered', attempts: 2 })
  expect(mails[0]?.text).toContain(`Message-ID: <${delivery?.id}@localhost>`)
  expect(logged()).not.toContain('a-password')
})

it('says so where no mail server answers', async () => {
  const { channel, kill, told, deliveries } = await openTelling({ RIPCORD_SMTP_URL: 'smtp://127.0.0.1:9' })
  await channel({ type: 'email', to: ['ada@shop.example'] })
  await kill()
  await told()
  expect(await deliveries()).toMatchObject([
    { state: 'pending', last: 'The mail server could not be reached (ESOCKET).' },
  ])
})
