import { randomUUID } from 'node:crypto'
import { limits } from '@ripcord/model'
import express, { type Request, type Response, type Router } from 'express'
import { z } from 'zod'
import { notFound } from '../errors.js'
import type { HttpCommand } from '../http/command.js'
import { HttpError } from '../http/http-error.js'
import { requestIdOf } from '../http/request-id.js'
import { validate } from '../http/validate.js'
import { createDoor, type DoorDeps, type Visitor } from './door.js'
import { type FlagLine, flagsPage } from './pages/flags-page.js'
import { killPage, type Preview } from './pages/kill-page.js'
import { placePage } from './pages/place-page.js'
import { placesPage } from './pages/places-page.js'
import { type KillShown, type Spread, spreadPage } from './pages/spread-page.js'
import { type Place, pathOf, type Seen, type Target, targetName } from './places.js'

/*
 * On call: what a person needs at night on a phone with a bad connection. Whole pages from the server, without the
 * console's script; a kill is a form.
 *
 *   door.ts     who comes in, and what becomes of errors     frame.ts, style.ts, html.ts   what every page is made of
 *   places.ts   environments and their addresses             pages/                        one file each
 */

/** What of a kill these pages ask for. */
type KillOf = {
  target: { type: 'release'; release: string } | { type: 'flags'; flags: string[] }
  episode?: string
}

export interface OnCallDeps extends DoorDeps {
  places: () => Promise<readonly Place[]>
  overview: (project: string, environment: string) => Promise<Seen>
  flags: (place: Place, text: string, limit: number) => Promise<{ flags: FlagLine[]; more: boolean }>
  preview: (project: string, environment: string, request: KillOf) => Promise<Preview>
  kill: (
    project: string,
    environment: string,
    request: KillOf,
    by: HttpCommand,
  ) => Promise<{ kill: { killId: string } }>
  readKill: (project: string, environment: string, killId: string) => Promise<KillShown>
  propagation: (project: string, environment: string, killId: string) => Promise<Spread | undefined>
}

const mostFlags = 50

const keyed = z.string().min(1).max(limits.keyLength)
const targetShape = { release: keyed.optional(), flag: keyed.optional() }
const askedSchema = z.object({ ...targetShape, reason: z.string().max(limits.reasonLength).optional() })
const formSchema = z.object({
  ...targetShape,
  episode: z.uuid(),
  reason: z.string().trim().min(1).max(limits.reasonLength),
})

/** The router of `/oncall`. */
export function createOnCall(deps: OnCallDeps): Router {
  const router = express.Router()
  const door = createDoor(deps)
  const now = () => deps.clock.now().toISOString()

  async function placeOf(request: Request): Promise<Place> {
    const { project, environment } = request.params
    const found = (await deps.places()).find(
      (place) => place.project === project && place.environment === environment,
    )
    if (found === undefined) throw notFound('environment', String(environment), String(project))
    return found
  }

  async function listPlaces(_request: Request, response: Response): Promise<void> {
    const places = await deps.places()
    const seen = await Promise.all(
      places.map(async (place) => ({ place, seen: await deps.overview(place.project, place.environment) })),
    )
    response.send(placesPage(seen, now()))
  }

  async function showPlace(request: Request, response: Response): Promise<void> {
    const place = await placeOf(request)
    response.send(placePage(place, await deps.overview(place.project, place.environment)))
  }

  async function listFlags(request: Request, response: Response): Promise<void> {
    const place = await placeOf(request)
    const { q = '' } = validate(
      z.object({ q: z.string().max(limits.nameLength).optional() }),
      request.query,
      'query',
    )
    const { flags, more } = await deps.flags(place, q.trim(), mostFlags)
    response.send(flagsPage(place, q, flags, more, now()))
  }

  async function askToKill(request: Request, response: Response): Promise<void> {
    const place = await placeOf(request)
    const { reason, ...asked } = validate(askedSchema, request.query, 'query')
    const target = targetOf(asked)
    const preview = await deps.preview(place.project, place.environment, { target: killTarget(target) })
    const suggested = reason ?? `On call: ${targetName(target)} makes ${place.environment} fail`
    const page = { place, target, preview, episode: randomUUID(), reason: suggested, at: now() }
    response.send(killPage(page))
  }

  async function kill(request: Request, response: Response, visitor: Visitor): Promise<void> {
    const place = await placeOf(request)
    const { reason, episode, ...asked } = validate(formSchema, request.body, 'body')
    const target = killTarget(targetOf(asked))
    const by = { actor: visitor.actor, reason, requestId: requestIdOf(response), idempotency: undefined }
    const { project, environment } = place
    const { kill } = await deps.kill(project, environment, { target, episode: `oncall:${episode}` }, by)
    response.redirect(303, pathOf(place, 'kills', kill.killId))
  }

  async function showKill(request: Request, response: Response): Promise<void> {
    const place = await placeOf(request)
    const { project, environment } = place
    const killId = String(request.params['kill'])
    const shown = await deps.readKill(project, environment, killId)
    response.send(spreadPage(place, shown, await deps.propagation(project, environment, killId), now()))
  }

  function targetOf({ release, flag }: z.output<z.ZodObject<typeof targetShape>>): Target {
    if (release !== undefined) return { type: 'release', release }
    if (flag !== undefined) return { type: 'flag', flag }
    throw new HttpError(
      400,
      'invalid-request',
      'Nothing is named to be killed: go back, and choose a release or a flag.',
    )
  }

  router.get('/', door.reading(listPlaces))
  router.get('/:project/:environment', door.reading(showPlace))
  router.get('/:project/:environment/flags', door.reading(listFlags))
  router.get('/:project/:environment/kill', door.reading(askToKill))
  router.post('/:project/:environment/kill', door.killing(kill))
  router.get('/:project/:environment/kills/:kill', door.reading(showKill))
  router.use(door.refused)
  return router
}

function killTarget(target: Target): KillOf['target'] {
  return target.type === 'release' ? target : { type: 'flags', flags: [target.flag] }
}
