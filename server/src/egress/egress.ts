import { type LookupAddress, lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { callbackify, promisify } from 'node:util'
import { Agent, type Dispatcher, request } from 'undici'
import { type AllowedTarget, refuseAddress } from './allowed.js'

/*
 * All that goes out: checks, notifications, what a sender asks to be confirmed. The address that is judged is the one
 * that is connected to, each time, so that a name that points elsewhere a moment later gains nothing. No redirect is
 * followed; an answer is read up to a limit, and in a given time.
 */

export interface EgressRequest {
  url: string
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT'
  headers?: { readonly [name: string]: string }
  body?: string | Buffer
  /** For the whole of it, milliseconds. Default 5,000. */
  timeoutMs?: number
}

export type EgressAnswer =
  | {
      type: 'answer'
      status: number
      headers: { readonly [name: string]: string | string[] | undefined }
      body: Buffer
      tookMs: number
    }
  /** It may not be asked. */
  | { type: 'refused'; because: string }
  /**
   * It did not answer, or not as it should. `status`: of an answer that is too large to be read; `isOurs`: this machine
   * could not ask, which says nothing of whom it would have asked.
   */
  | { type: 'failed'; because: string; tookMs: number; status?: number; isOurs?: true }

export interface Egress {
  /** Never rejects. */
  request(request: EgressRequest): Promise<EgressAnswer>
  /** Why this address could not be asked as things are; undefined = it may. For whoever keeps one. Never rejects. */
  refuse(url: string): Promise<string | undefined>
  close(): Promise<void>
}

export interface EgressOptions {
  allow: readonly AllowedTarget[]
  /** Milliseconds that pass evenly. */
  monotonic: () => number
  /** All addresses of a name; the system's resolver by default. */
  resolve?: (host: string) => Promise<readonly LookupAddress[]>
}

const defaultTimeoutMs = 5_000
/** Bytes of an answer that are read. */
export const mostBytes = 64 * 1024
const resolveAll = promisify(lookup)

/** Thrown where a connection would be made to what may not be reached. */
class Refused extends Error {}

export function createEgress({ allow, monotonic, resolve = ask }: EgressOptions): Egress {
  async function addressesOf(host: string, port: number): Promise<readonly LookupAddress[]> {
    const found = await resolve(host)
    // One that may not be reached spoils all: which of them is taken is not ours to say.
    for (const { address } of found) {
      const refusal = refuseAddress(allow, { host, address, port })
      if (refusal !== undefined) throw new Refused(refusal)
    }
    return found
  }

  /** The port is judged by `refuseTarget`, which knows it; a connection only asks for a name. */
  const agents = new Map<number, Agent>()
  function agentFor(port: number): Agent {
    const known = agents.get(port)
    if (known !== undefined) return known
    const look = callbackify((host: string) => addressesOf(host, port))
    const find: LookupFunction = (host, options, found) => {
      look(host, (error, addresses) => {
        if (error !== null) found(error, '')
        else if (options.all === true) found(null, [...addresses])
        else found(null, addresses[0]?.address ?? '', addresses[0]?.family)
      })
    }
    const agent = new Agent({ connect: { lookup: find }, connections: 32, maxResponseSize: -1 })
    agents.set(port, agent)
    return agent
  }

  /** What can be told before anything is resolved. */
  function refuseTarget(url: string): { refusal: string } | { target: URL; port: number; host: string } {
    const target = URL.canParse(url) ? new URL(url) : undefined
    if (target === undefined) return { refusal: 'it is no URL' }
    if (target.protocol !== 'http:' && target.protocol !== 'https:')
      return { refusal: `expected http or https, saw ${target.protocol.slice(0, 20)}` }
    if (target.username !== '' || target.password !== '')
      return { refusal: 'it has a user or password in it: give a credential instead' }
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80)
    const host = target.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
    if (isIP(host) === 0) return { target, port, host }
    const refusal = refuseAddress(allow, { host, address: host, port })
    return refusal === undefined ? { target, port, host } : { refusal }
  }

  return {
    async request({ url, method = 'GET', headers = {}, body, timeoutMs = defaultTimeoutMs }) {
      const judged = refuseTarget(url)
      if ('refusal' in judged) return { type: 'refused', because: sentence(judged.refusal) }
      const { target, port } = judged
      const begun = monotonic()
      const took = () => Math.round((monotonic() - begun) * 10) / 10
      try {
        const response = await request(target, {
          method,
          headers: { 'user-agent': 'ripcord', ...headers },
          body: body ?? null,
          dispatcher: agentFor(port),
          signal: AbortSignal.timeout(timeoutMs),
        })
        const { statusCode: status } = response
        const read = await readUpTo(response.body, mostBytes)
        if (read === undefined)
          return {
            type: 'failed',
            because: `it answered more than ${mostBytes} bytes`,
            tookMs: took(),
            status,
          }
        return { type: 'answer', status, headers: response.headers, body: read, tookMs: took() }
      } catch (error) {
        if (error instanceof Refused) return { type: 'refused', because: sentence(error.message) }
        const because = failure(error, timeoutMs)
        return { type: 'failed', because, tookMs: took(), ...(isOurs(error) && { isOurs: true }) }
      }
    },
    async refuse(url) {
      const judged = refuseTarget(url)
      if ('refusal' in judged) return sentence(judged.refusal)
      try {
        if (isIP(judged.host) === 0) await addressesOf(judged.host, judged.port)
        return undefined
      } catch (error) {
        // A name that nobody knows may be known tomorrow.
        return error instanceof Refused ? sentence(error.message) : undefined
      }
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()))
    },
  }
}

function ask(host: string): Promise<readonly LookupAddress[]> {
  return resolveAll(host, { all: true })
}

function sentence(refusal: string): string {
  return `it may not be asked: ${refusal}; what may be reached beside public addresses is said by RIPCORD_EGRESS_ALLOW`
}

/** Undefined where there is more. */
async function readUpTo(body: Dispatcher.ResponseData['body'], most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length
    // Leaving the loop ends the connection.
    if (length > most) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** No resolver answers, no network is there, no file may be opened. */
const ourCodes: readonly unknown[] = ['EAI_AGAIN', 'EMFILE', 'ENFILE', 'ENETDOWN', 'ENETUNREACH']

function isOurs(error: unknown): boolean {
  return ourCodes.includes((error as { code?: unknown }).code)
}

/** By code and name alone: messages hold addresses and paths. */
function failure(error: unknown, timeoutMs: number): string {
  const { name, code } = error as { name?: unknown; code?: unknown }
  if (name === 'TimeoutError') return `no whole answer within ${timeoutMs} ms`
  switch (code) {
    case 'ECONNREFUSED':
      return 'the connection was refused (ECONNREFUSED)'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `its name was not found (${code})`
    default:
      return `the request failed (${typeof code === 'string' ? code : String(name)})`
  }
}
