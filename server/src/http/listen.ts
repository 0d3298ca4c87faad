import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that waits neither for slow heads nor for slow bodies forever. */
export function createHttpServer(listener: RequestListener): Server {
  return createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 60_000,
      // Longer than a load balancer keeps an idle connection, so that it never sends into one that is just closing.
      keepAliveTimeout: 75_000,
      maxHeaderSize: 16 * 1024,
    },
    listener,
  )
}

/** Begins to listen; port 0 = any free one. Rejects where the address is taken or not ours. */
export function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(explain(error, host, port))
    server.once('error', fail)
    server.listen({ host, port }, () => {
      server.off('error', fail)
      resolve(server.address() as AddressInfo)
    })
  })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new Error(`${host}:${port} is taken: stop what listens there, or set PORT`, { cause: error })
    case 'EADDRNOTAVAIL':
      return new Error(`${host} is no address of this machine: set HOST`, { cause: error })
    case 'EACCES':
      return new Error(`Port ${port} is not for this user: set PORT above 1023`, { cause: error })
    default:
      return new Error(
        `HOST ${host} can't be listened on (${error.message}): set HOST to an address of this machine`,
        {
          cause: error,
        },
      )
  }
}

/** Stops listening and waits for the requests under way, but no longer than `deadlineMs`. */
export async function closeHttpServer(server: Server, deadlineMs: number): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  // A connection whose last answer ends now is idle only then.
  const sweep = setInterval(() => server.closeIdleConnections(), 20)
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs)
  await closed
  clearInterval(sweep)
  clearTimeout(deadline)
}

/** How a browser on this machine reaches an address. */
export function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' || host === '127.0.0.1' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
