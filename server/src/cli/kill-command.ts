import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { reasonSchema } from '@ripcord/model'
import { type Asked, askServer } from '../break-glass/ask.js'
import type { BreakGlassKill } from '../break-glass/messages.js'
import { parseEntity } from '../changes/parse.js'
import { dataFolderAt } from '../data-folder.js'
import { RefusedError } from '../errors.js'
import { CommandFailure, exitCodes } from './exit-codes.js'
import type { KillDirectly } from './kill-directly.js'
import { type Terminal, tell } from './terminal.js'

/** How long the server has to answer, milliseconds. */
const serverAnswersWithinMs = 1_000

export interface KillOptions {
  dataDir: string
  flags: string[]
  project: string
  environment: string
  reason: string
  episode: string | undefined
  json: boolean
}

interface Killed {
  killId: string
  revision: number
  stood: boolean
  /** Who committed it. */
  by: 'server' | 'command'
  /** When SDKs will have it. */
  seen: string
}

/** `ripcord kill`: break-glass. Works with the server running, hanging or gone. */
export async function runKill(
  options: KillOptions,
  terminal: Terminal,
  killDirectly: KillDirectly,
): Promise<void> {
  const request = await refusalsTold(async () => requestOf(options))
  const { socket } = dataFolderAt(options.dataDir)
  const asked = await askServer(socket, request, serverAnswersWithinMs)
  const { killId, revision, stood, by, seen } = await settle(asked, terminal, () =>
    killDirectly(options.dataDir, request),
  )
  const { flags, environment } = request
  const did = stood ? alreadyStands(killId, revision) : `killed (kill ${killId}, revision ${revision})`
  tell(terminal, options.json, { killId, revision, stood, by, seen, episode: request.episode }, [
    `${flags.join(', ')} in ${environment}: ${did}`,
    seen,
  ])
}

function alreadyStands(killId: string, revision: number): string {
  return `killed already: the kill ${killId} of this episode stands since revision ${revision}, nothing is new`
}

function requestOf({ flags, project, environment, reason, episode }: KillOptions): BreakGlassKill {
  const name = userInfo().username
  return {
    type: 'kill',
    project,
    environment,
    // The same flag twice is no mistake that should hold up a kill.
    flags: [...new Set(flags)],
    // As the API reads it: a kill without a reason helps nobody who finds it.
    reason: parseEntity(reasonSchema, reason, '/reason'),
    // Made here, not by who commits: a server that answers too late finds this kill standing, and does nothing.
    episode: episode ?? `break-glass:${randomUUID()}`,
    actor: { type: 'person', id: `os:${name}`, name },
  }
}

async function settle(
  asked: Asked,
  terminal: Terminal,
  commitDirectly: () => ReturnType<KillDirectly>,
): Promise<Killed> {
  const answer = asked.type === 'answer' ? asked.answer : undefined
  if (answer?.type === 'killed')
    return {
      ...answer,
      by: 'server',
      seen: answer.stood ? 'Connected SDKs have been told.' : 'Connected SDKs are being told now.',
    }
  if (answer?.type === 'refused') throw refused(answer.message)
  if (answer?.type === 'failed')
    terminal.message(`The server could not commit it (${answer.message}): writing to the database itself.`)
  else if (asked.type === 'silent')
    terminal.message('The server does not answer: writing to the database itself.')
  else terminal.message('No server runs on this data folder: writing to the database itself.')
  const committed = await refusalsTold(commitDirectly).catch((error: unknown) => {
    throw asked.type === 'silent' && !isRefusal(error) ? mayLandYet(error) : error
  })
  return { ...committed, by: 'command', seen: whenSeen(asked, committed.stood) }
}

function whenSeen(asked: Asked, stood: boolean): string {
  if (asked.type !== 'down')
    return 'SDKs will have it within a second or two, as soon as the server reads its log on.'
  // Who committed it, and whether a server ran since, is not known here.
  return stood
    ? 'SDKs have it if a server has run since it was committed; none runs now. The others will have it when the server is up again: start it.'
    : 'SDKs will have it when the server is up again: start it. Until then they serve what they have.'
}

/** The server would refuse it, too. */
function isRefusal(error: unknown): boolean {
  return error instanceof CommandFailure && error.exitCode === exitCodes.refused
}

/** Whoever reads that it failed must not take it for certain. */
function mayLandYet(error: unknown): CommandFailure {
  const message = error instanceof Error ? error.message : String(error)
  const exitCode = error instanceof CommandFailure ? error.exitCode : exitCodes.failure
  const asked = 'The server was asked, too, and did not answer: it may commit the kill yet.'
  return new CommandFailure(exitCode, `${message}\n${asked}`, { cause: error })
}

async function refusalsTold<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RefusedError) throw refused(error.message, error)
    throw error
  }
}

/** A refusal points into the request; whoever runs the command has typed options. */
function refused(message: string, cause?: RefusedError): CommandFailure {
  const told = message.replace(/^\/target: /, '').replace(/^\/(episode|reason)(?=: | is )/, '--$1')
  return new CommandFailure(exitCodes.refused, told, { cause })
}
