import type { Actor } from '@ripcord/model'
import type { ApiRequest } from './route.js'

/** Who asks for a change and why: what the capabilities' writing methods take beside their input. */
export interface HttpCommand {
  actor: Actor
  reason: string | undefined
  requestId: string
  idempotency: ApiRequest['idempotency']
}

type CommandFacts = Pick<ApiRequest, 'actor' | 'requestId' | 'idempotency'>

export function commandOf(request: CommandFacts, reason?: string): HttpCommand {
  return { actor: request.actor, reason, requestId: request.requestId, idempotency: request.idempotency }
}

/** A command on something that exists, with the revision that the caller has seen of it. */
export function editOf(
  request: CommandFacts & Pick<ApiRequest, 'ifMatch'>,
  reason?: string,
): HttpCommand & { ifMatch: number | undefined } {
  return { ...commandOf(request, reason), ifMatch: request.ifMatch }
}
