import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHandler, Response } from 'express'
import { type Logger, pino } from 'pino'
import { pinoHttp } from 'pino-http'
import { requestIdOf } from './request-id.js'

/** The server's log, one JSON object a line, on stderr: stdout is for what the start has to say to people. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
}

/**
 * Logs each request by its operation, status and duration. Headers, paths and queries stay out: they hold keys of
 * people, services and flags.
 */
export function logRequests(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    quietReqLogger: true,
    genReqId: (_request, response) => requestIdOf(response as Response),
    // Which operation it is, is known when it ends.
    customSuccessObject: withOperation,
    customErrorObject: (request, response, _error, fields: object) =>
      withOperation(request, response, fields),
    serializers: {
      req: (request: { method: string }) => ({ method: request.method }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      err: () => undefined,
    },
    customLogLevel: (request, response) => levelOf(request, response),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
  })
}

function withOperation(_request: IncomingMessage, response: ServerResponse, fields: object): object {
  return { operation: operationOf(response), ...fields }
}

/** Which operation a response answers, for logs and metrics: a name from a short list, never a path. */
export function operationOf(response: ServerResponse): string {
  const operationId: unknown = (response as Response).locals?.['operationId']
  return typeof operationId === 'string' ? operationId : 'other'
}

function levelOf(request: IncomingMessage, response: ServerResponse): 'info' | 'debug' | 'warn' {
  if (response.statusCode >= 500) return 'warn'
  return request.method === 'GET' || request.method === 'HEAD' ? 'debug' : 'info'
}
