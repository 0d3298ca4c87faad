import { limits } from '@ripcord/model/plain'
import {
  type AckRequest,
  ackPath,
  decodeHeader,
  type GoodbyeRequest,
  goodbyePath,
  type Hello,
  type Report,
  reportPath,
  snapshotPath,
  snapshotRequest,
  syncHeader,
} from '@ripcord/sync'
import { messageOf } from '../describe.js'
import { isRecord } from '../json.js'
import { connectionProblem, saysNoServer } from './connection-problem.js'
import { type HttpAnswer, type HttpRequest, sendRequest } from './request.js'
import { createUnrefAgent } from './unref-agent.js'

/** Why an exchange came to nothing. */
export interface Failure {
  type: 'failed'
  because: string
  status?: number
  retryAfterMs?: number
}

export type SnapshotAnswer = { type: 'answered'; status: 200 | 304; snapshot: unknown; answer: unknown }
export type AckAnswer = { type: 'answered'; answer: unknown }

/** The HTTP half of the protocol. No method rejects, each settles in bounded time. `base`: a server's URL. */
export interface PollingSource {
  snapshot(base: string, hello: Hello, etag: string | null): Promise<SnapshotAnswer | Failure>
  ack(base: string, request: AckRequest): Promise<AckAnswer | Failure>
  goodbye(base: string, goodbye: GoodbyeRequest): Promise<{ type: 'answered' } | Failure>
  report(base: string, report: Report): Promise<{ type: 'answered' } | Failure>
  /** Gives up what is under way. */
  close(): void
}

const silenceMs = 10_000
const totalMs = 120_000
const answerBytes = 1024 * 1024

type Send = (request: HttpRequest) => Promise<HttpAnswer>

export function createPollingSource(sdkKey: string, send: Send = sendRequest): PollingSource {
  const plain = createUnrefAgent(false)
  const secure = createUnrefAgent(true)
  let isClosed = false
  const exchange = async (
    url: string,
    request: Pick<HttpRequest, 'method' | 'headers' | 'body'>,
    maxBytes: number,
  ): Promise<HttpAnswer | Failure> => {
    if (isClosed) return { type: 'failed', because: 'the client is closed' }
    try {
      const headers = { ...request.headers, authorization: `Bearer ${sdkKey}` }
      const { agent } = url.startsWith('https:') ? secure : plain
      return await send({ ...request, url, headers, maxBytes, silenceMs, totalMs, agent })
    } catch (error) {
      return { type: 'failed', because: connectionProblem(messageOf(error)) }
    }
  }
  const post = (url: string, body: unknown): Promise<HttpAnswer | Failure> =>
    exchange(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      answerBytes,
    )
  const tell = async (url: string, body: unknown): Promise<{ type: 'answered' } | Failure> => {
    const answer = await post(url, body)
    if ('type' in answer) return answer
    return answer.status >= 200 && answer.status < 300 ? { type: 'answered' } : failureOf(answer)
  }

  return {
    async snapshot(base, hello, etag) {
      const answer = await exchange(base + snapshotPath, snapshotRequest(hello, etag), limits.snapshotBytes)
      if ('type' in answer) return answer
      if (answer.status !== 200 && answer.status !== 304) return failureOf(answer)
      const snapshot = answer.status === 200 ? parse(answer.body) : null
      if (snapshot === undefined)
        return { type: 'failed', because: strangerOf(answer) ?? 'the snapshot is no JSON' }
      const header = answer.headers[syncHeader]
      const sync = typeof header === 'string' ? decodeHeader(header) : undefined
      return { type: 'answered', status: answer.status, snapshot, answer: sync }
    },
    async ack(base, request) {
      const answer = await post(base + ackPath, request)
      if ('type' in answer) return answer
      return answer.status === 200 ? { type: 'answered', answer: parse(answer.body) } : failureOf(answer)
    },
    goodbye: (base, goodbye) => tell(base + goodbyePath, goodbye),
    report: (base, report) => tell(base + reportPath, report),
    close() {
      isClosed = true
      plain.end('now')
      secure.end('now')
    },
  }
}

function failureOf(answer: HttpAnswer): Failure {
  const problem = parse(answer.body)
  const detail = isRecord(problem) && typeof problem['detail'] === 'string' ? problem['detail'] : undefined
  const retryAfterMs = retryAfter(answer.headers['retry-after'])
  return {
    type: 'failed',
    because: detail?.slice(0, 500) ?? strangerOf(answer) ?? `the server answered ${answer.status}`,
    status: answer.status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

/** A sentence about what answers in a server's place. */
function strangerOf({ status, headers, body }: HttpAnswer): string | undefined {
  const isPage = String(headers['content-type']).startsWith('text/html') || body[0] === '<'.charCodeAt(0)
  if (!isPage || !saysNoServer(status)) return undefined
  return `this is no Ripcord server: it answered ${status} with a page of HTML`
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

const longestRetryAfterMs = 3_600_000

/** RFC 9110: seconds, or a date. A date is a wish about wall clocks, so that it is bounded like the rest. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestRetryAfterMs) : undefined
}
