import { createTransport } from 'nodemailer'
import { linesOf, type Telling } from '../words.js'
import type { Told } from './channel.js'

export interface MailOptions {
  /** `smtp://user:password@host:port`, or `smtps://…`. */
  url: string
  from: string
}

export interface Mailer {
  tell(telling: Telling, to: readonly string[]): Promise<Told>
  close(): void
}

const timeoutMs = 5_000

/** Mail by the server that the configuration names. */
export function createMailer({ url, from }: MailOptions): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // Nothing that is told may name a file or an address for it to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async tell(telling, to) {
      const { id, news, link } = telling
      const text = [news.title, '', ...linesOf(telling), ...(link === null ? [] : ['', link]), ''].join('\n')
      try {
        await transport.sendMail({
          from,
          to: [...to],
          subject: `[Ripcord] ${oneLine(news.title)}`,
          text,
          messageId: `<${id}@${domainOf(from)}>`,
          headers: { 'auto-submitted': 'auto-generated' },
        })
        return { type: 'delivered', because: 'The mail server took it.' }
      } catch (error) {
        return { type: 'failed', because: failure(error) }
      }
    },
    close: () => transport.close(),
  }
}

/** Of what a mail server says only its code: it may repeat what it was shown. */
function failure(error: unknown): string {
  const { responseCode, code } = error as { responseCode?: unknown; code?: unknown }
  if (typeof responseCode === 'number') return `The mail server answered ${responseCode}.`
  return `The mail server could not be reached (${typeof code === 'string' ? code : 'unknown'}).`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

function domainOf(from: string): string {
  return /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost'
}
