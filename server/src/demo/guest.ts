import { type ChildProcess, fork } from 'node:child_process'
import { z } from 'zod'

/** What the shop tells of itself. */
const newsSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('open'), instances: z.int() }),
  z.object({ state: z.literal('refused'), because: z.string() }),
  z.object({ state: z.enum(['breaks', 'mended']) }),
  z.object({
    state: z.literal('sales'),
    at: z.number(),
    sold: z.int(),
    failed: z.int(),
    byNew: z.int(),
  }),
])
export type GuestNews = z.infer<typeof newsSchema>

export interface GuestOptions {
  program: string
  url: string
  sdkKey: string
  customersPerSecond: number
  onNews: (news: GuestNews) => void
  /** It has ended, whether it was told to or not. */
  onEnd: (how: string) => void
}

export interface Guest {
  wish(wish: 'break' | 'mend'): void
  /** Ends it with all that it has started; resolves when it is gone. A second call waits for the same. */
  stop(): Promise<void>
}

/** It ends its services within three seconds, or they are killed; so it is not asked for longer. */
const graceMs = 8_000
/** All that it gets of our surroundings: nothing that opens the server. */
const passedOn = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'TZ']

/** The shop as a process of its own. It ends when its channel does: with us, however we end. */
export function startGuest(options: GuestOptions): Guest {
  const { program, url, sdkKey, customersPerSecond, onNews, onEnd } = options
  const surroundings = passedOn.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const child = fork(program, {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {
      ...Object.fromEntries(surroundings),
      RIPCORD_URL: url,
      RIPCORD_SDK_KEY: sdkKey,
      CUSTOMERS: String(customersPerSecond),
    },
  })
  const ended = endOf(child)
  void ended.then(onEnd)
  child.on('message', (message) => {
    const read = newsSchema.safeParse(message)
    if (read.success) onNews(read.data)
  })
  return {
    wish: (wish) => {
      if (child.connected) child.send(wish)
    },
    async stop() {
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
      await ended
      clearTimeout(timer)
    },
  }
}

/** How it ended, in words. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`it could not be started: ${error.message}`))
    child.once('exit', (code, signal) => resolve(signal === null ? `with code ${code}` : `by ${signal}`))
  })
}
