import type { Response } from 'express'

export interface ServerSentEvent {
  /** What a reader names to go on from there (`Last-Event-ID`). */
  id?: string
  data: unknown
}

const heartbeatMs = 15_000

/** Writes events until they end, the reader leaves, or the server closes; a comment now and then keeps proxies awake. */
export async function sendEvents(response: Response, events: AsyncIterable<ServerSentEvent>): Promise<void> {
  response.status(200).set({
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  })
  response.write('retry: 2000\n\n')
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs)
  heartbeat.unref()
  try {
    for await (const event of events) {
      const written = response.write(encodeEvent(event))
      if (response.destroyed) break
      if (!written) await drained(response)
    }
  } finally {
    clearInterval(heartbeat)
    response.end()
  }
}

export function encodeEvent({ id, data }: ServerSentEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
}

function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
}
