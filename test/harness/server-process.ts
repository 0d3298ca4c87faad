import { randomBytes } from 'node:crypto'
import { type Child, type Exit, startChild } from './child.js'
import { freePort } from './free-port.js'
import { programs } from './paths.js'
import type { Scope } from './scope.js'
import { tempDir } from './temp-dir.js'

/** The built server as a process of its own, with a data folder and a port that stay over its restarts. */
export interface ServerProcess {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  readonly adminToken: string
  /** Milliseconds from spawn to its first line, of the last start. */
  readonly startedInMs: number
  readonly child: Child
  start(): Promise<void>
  /** kill -9. */
  kill(): Promise<Exit>
  /** SIGTERM: it says goodbye. */
  stop(): Promise<Exit>
  /** SIGSTOP: it hangs, its sockets stand. */
  freeze(): void
  thaw(): void
}

export interface ServerOptions {
  dataDir?: string
  env?: { readonly [name: string]: string }
  /** See ChildOptions. */
  through?: readonly string[]
}

/** Starts a server that keeps its data in a folder of the scope. */
export async function startServer(scope: Scope, options: ServerOptions = {}): Promise<ServerProcess> {
  const dataDir = options.dataDir ?? tempDir(scope, 'data')
  const { through = [] } = options
  const port = await freePort()
  const adminToken = `test-${randomBytes(24).toString('hex')}`
  const env = {
    HOST: '127.0.0.1',
    PORT: String(port),
    RIPCORD_DATA: dataDir,
    RIPCORD_ADMIN_TOKEN: adminToken,
    LOG_LEVEL: 'warn',
    NODE_ENV: 'production',
    ...options.env,
  }
  let child: Child | undefined
  let startedInMs = 0
  const current = (): Child => {
    if (child === undefined) throw new Error('The server was not started')
    return child
  }
  const server: ServerProcess = {
    port,
    dataDir,
    adminToken,
    url: `http://127.0.0.1:${port}`,
    get startedInMs() {
      return startedInMs
    },
    get child() {
      return current()
    },
    async start() {
      const begin = performance.now()
      child = startChild(scope, { program: programs.server, env, through })
      await child.line(urlIn)
      startedInMs = performance.now() - begin
    },
    kill: () => current().kill(),
    stop: () => current().stop(),
    freeze: () => current().signal('SIGSTOP'),
    thaw: () => current().signal('SIGCONT'),
  }
  await server.start()
  return server
}

/** The address in the server's first line. */
function urlIn(line: string): string | undefined {
  return /https?:\/\/[^\s,;)]+/.exec(line)?.[0]?.replace(/\/$/, '')
}
