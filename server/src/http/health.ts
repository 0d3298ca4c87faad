import express, { type Router } from 'express'

export interface Readiness {
  /** Rejects where the database can't be read and written. */
  check: () => Promise<void>
  /** False from the moment that the server is told to stop. */
  accepting: () => boolean
  /** True while the guard does not look. */
  guardIsLate: () => boolean
}

const checkDeadlineMs = 2_000

/**
 * `/healthz`: the process runs. `/readyz`: it can serve, and has not been told to stop. A late guard is named and makes
 * nothing unready: SDKs are served as well without it, and people need the server to see what is wrong. Open to everybody,
 * telling nothing else.
 */
export function health({ check, accepting, guardIsLate }: Readiness): Router {
  const router = express.Router()
  router.get('/healthz', (_request, response) => {
    response.locals['operationId'] = 'healthz'
    response.set('cache-control', 'no-store').json({ status: 'ok' })
  })
  router.get('/readyz', async (_request, response) => {
    response.locals['operationId'] = 'readyz'
    const status = accepting() ? await storageStatus(check) : 'stopping'
    response
      .status(status === 'ready' ? 200 : 503)
      .set('cache-control', 'no-store')
      .json({ status, guard: guardIsLate() ? 'late' : 'ok' })
  })
  return router
}

async function storageStatus(check: Readiness['check']): Promise<'ready' | 'storage-unavailable'> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), checkDeadlineMs)
  })
  try {
    await Promise.race([check(), deadline])
    return 'ready'
  } catch {
    return 'storage-unavailable'
  } finally {
    clearTimeout(timer)
  }
}
