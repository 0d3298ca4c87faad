import type { Demo } from '@ripcord/api'
import type { ServerProcess } from './server-process.js'
import { within } from './wait-for.js'

/** The link that a server prints at its start until somebody has opened it. */
export function printedLink(server: ServerProcess): Promise<string> {
  return server.child.line((line) => /http\S+\/login#\S+/.exec(line)?.[0])
}

/** The live demo's steps, in a session that the one-time link has opened. */
export async function openDemo(server: ServerProcess): Promise<{
  read(): Promise<Demo>
  /** Status and body, whatever it comes to. */
  ask(step: 'start' | 'break' | 'mend' | 'end'): Promise<{ status: number; body: Demo & { code?: string } }>
}> {
  const secret = (await printedLink(server)).split('#')[1]
  const headers = { origin: server.url, 'content-type': 'application/json' }
  const opened = await fetch(`${server.url}/api/v1/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ secret }),
  })
  const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  async function call(method: 'GET' | 'POST', path: string) {
    const url = `${server.url}/api/v1/demo${path}`
    const answer = await within(url, 30_000, fetch(url, { method, headers: { ...headers, cookie } }))
    return { status: answer.status, body: (await answer.json()) as Demo & { code?: string } }
  }
  return {
    read: async () => (await call('GET', '')).body,
    ask: (step) => call('POST', `/${step}`),
  }
}
