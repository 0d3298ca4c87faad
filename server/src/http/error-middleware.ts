import type { ErrorRequestHandler, RequestHandler } from 'express'
import type { Logger } from 'pino'
import { HttpError } from './http-error.js'
import { problemContentType, renderProblem } from './problems.js'
import { requestIdOf } from './request-id.js'
import { shown } from './shown.js'

/** The one place where errors become answers. Faults of ours are logged here, once, with their cause. */
export function renderErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const requestId = requestIdOf(response)
    const { problem, headers, fault } = renderProblem(error, requestId)
    if (fault) log.error({ err: error, requestId }, 'a request failed')
    // Half an answer can't be taken back: express then cuts the connection.
    if (response.headersSent) {
      next(error)
      return
    }
    response
      .status(problem.status)
      .set({ ...headers, 'cache-control': 'no-store' })
      .type(problemContentType)
      .send(JSON.stringify(problem))
  }
}

const allPaths = '/api/docs lists what there is.'
// Of the protocol, which that page does not have.
const sdkPaths =
  'SDKs are answered at /sdk/v1/snapshot, /sdk/v1/ack, /sdk/v1/goodbye, /sdk/v1/report, and at /sdk/v1/stream by websocket.'

/** For paths that nothing answers. */
export const notFound: RequestHandler = (request) => {
  const { method, path } = request
  const seen = `There is no ${method} ${shown(path)} here`
  throw new HttpError(404, 'no-such-path', `${seen}: ${path.startsWith('/sdk/') ? sdkPaths : allPaths}`)
}
