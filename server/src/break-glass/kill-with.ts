import { type Actor, reasonSchema } from '@ripcord/model'
import { parseEntity } from '../changes/parse.js'
import type { BreakGlassKill } from './messages.js'

/** The service's method that kills, as far as break-glass needs it. */
export type Kill = (
  project: string,
  environment: string,
  request: { target: { type: 'flags'; flags: string[] }; episode: string; cause: 'breakGlass' },
  by: { actor: Actor; reason: string },
) => Promise<{ outcome: 'killed' | 'alreadyStands'; kill: { killId: string; revision: number } }>

export interface BreakGlassKilled {
  killId: string
  /** Since which it stands. */
  revision: number
  /** True = the episode was killed before; nothing was changed. */
  stood: boolean
}

/** The server and the command line commit a break-glass kill through this: the same decision, whoever makes it. */
export function killWith(kill: Kill): (request: BreakGlassKill) => Promise<BreakGlassKilled> {
  return async ({ project, environment, flags, episode, actor, reason: given }) => {
    const reason = parseEntity(reasonSchema, given, '/reason')
    const request = { target: { type: 'flags' as const, flags }, episode, cause: 'breakGlass' as const }
    const answer = await kill(project, environment, request, { actor, reason })
    return {
      killId: answer.kill.killId,
      revision: answer.kill.revision,
      stood: answer.outcome === 'alreadyStands',
    }
  }
}
