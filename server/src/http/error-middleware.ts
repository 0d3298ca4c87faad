import type { ErrorRequestHandler, RequestHandler } from 'express'
import type { Logger } from 'pino'
import { HttpError } from './http-error.js'
import { problemContentType, renderProblem } from './problems.js'
import { requestIdOf } from './request-id.js'

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

/** For paths that nothing answers. */
export const notFound: RequestHandler = (request) => {
  throw new HttpError(
    404,
    'no-such-path',
    `There is no ${request.method} here: /api/docs lists what there is.`,
  )
}
