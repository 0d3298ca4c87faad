import type { ApiOptions } from './ask-api.js'
import { serverOf, unreachable } from './ask-api.js'
import { CommandFailure, exitCodes } from './exit-codes.js'
import { type Terminal, tell } from './terminal.js'

const answersWithinMs = 5_000

/** `ripcord status`: whether the server serves, and whether its guard looks. Needs no token. */
export async function runStatus(options: ApiOptions, terminal: Terminal): Promise<void> {
  const server = serverOf(options)
  const { status, guard } = await readReadiness(options, server)
  tell(terminal, options.json, { server, status, guard }, [
    `${server}: ${status}`,
    guard === 'late'
      ? 'guard: late: it has not looked for three seconds. Nothing is killed by it, and no release goes on; the log of the server says why.'
      : `guard: ${guard}`,
  ])
  if (status !== 'ready' || guard !== 'ok')
    throw new CommandFailure(exitCodes.failure, 'Not everything is well.')
}

async function readReadiness(
  options: ApiOptions,
  server: string,
): Promise<{ status: string; guard: string }> {
  try {
    const answer = await fetch(`${server.replace(/\/$/, '')}/readyz`, {
      signal: AbortSignal.timeout(answersWithinMs),
    })
    const { status, guard } = (await answer.json()) as { status?: unknown; guard?: unknown }
    return { status: textOf(status), guard: textOf(guard) }
  } catch (error) {
    throw unreachable(options, error)
  }
}

/** Whatever answers there may be no server of ours, or an older one. */
function textOf(said: unknown): string {
  return typeof said === 'string' ? said : 'unknown'
}
