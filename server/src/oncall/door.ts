import type { Permission } from '@ripcord/api'
import type { Actor } from '@ripcord/model'
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express'
import type { Clock } from '../clock.js'
import { type AdmitOptions, admit } from '../http/admit.js'
import type { CallerKind } from '../http/caller.js'
import { HttpError } from '../http/http-error.js'
import { renderProblem } from '../http/problems.js'
import { requestIdOf } from '../http/request-id.js'
import { againPage, problemPage } from './pages/problem-page.js'

export interface DoorDeps extends AdmitOptions {
  policyOf: (permission: Permission) => readonly CallerKind[] | undefined
  clock: Clock
  log: { error(fields: object, message: string): void }
}

/** Who came in. */
export interface Visitor {
  actor: Actor
}

type Page = (request: Request, response: Response, visitor: Visitor) => Promise<void>

export interface Door {
  reading(page: Page): RequestHandler
  killing(page: Page): RequestHandler
  refused: ErrorRequestHandler
}

const formBytes = 20_000

/** Who comes in and how: the same sessions, permissions and origins as the API has, and answers that people read. */
export function createDoor(deps: DoorDeps): Door {
  const { policyOf, clock, log } = deps

  function guarded(method: 'get' | 'post', permission: Permission, page: Page): RequestHandler {
    const allowed = policyOf(permission)
    if (allowed === undefined) throw new Error(`there is no policy for ${permission}`)
    return async (request, response) => {
      response.locals['operationId'] = method === 'get' ? 'onCall' : 'onCallKill'
      response.set({
        'cache-control': 'no-store',
        // With `no-referrer` a browser would send forms with the origin `null`.
        'referrer-policy': 'same-origin',
      })
      response.type('html')
      const caller = await admit({ method, permission }, allowed, deps, request, response)
      if (!('actor' in caller)) throw new Error(`${permission} is not for everybody`)
      if (method === 'post') await readForm(request, response)
      await page(request, response, { actor: caller.actor })
    }
  }

  const refused: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const requestId = requestIdOf(response)
    const { problem, headers, fault } = renderProblem(error, requestId)
    if (fault) log.error({ err: error, requestId }, 'a page for those on call failed')
    const at = clock.now().toISOString()
    if (problem.status === 401 && request.method === 'GET') {
      if (request.get('sec-fetch-site') === 'cross-site') response.type('html').send(againPage(at))
      else response.redirect(303, logIn(request.originalUrl))
      return
    }
    const title =
      problem.status === 401 ? 'You are logged out: nothing was killed.' : (problem.title ?? 'Refused')
    const detail =
      problem.status === 401 ? 'Log in, go back, and press the button again.' : (problem.detail ?? '')
    response
      .status(problem.status ?? 500)
      .set(headers)
      .type('html')
    response.send(problemPage(title, detail, requestId, at))
  }

  return {
    reading: (page) => guarded('get', 'flag:read', page),
    killing: (page) => guarded('post', 'flag:kill', page),
    refused,
  }
}

const parseForm = express.urlencoded({
  extended: false,
  inflate: false,
  limit: formBytes,
  parameterLimit: 10,
})

/** @throws HttpError where it is no form of a page's */
function readForm(request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    parseForm(request, response, (error?: unknown) => {
      if (error === undefined) resolve()
      else
        reject(
          new HttpError(
            400,
            'invalid-request',
            `This form is not one of these pages, or is longer than ${formBytes} bytes.`,
          ),
        )
    })
  })
}

/** There the console's log-in leads back. */
function logIn(to: string): string {
  return `/login?${new URLSearchParams({ to }).toString()}`
}
