import type { ApiClient } from '@ripcord/api'
import { releaseFileSchema } from '@ripcord/model'
import { type ApiOptions, apiOf, asked, causeOf } from './ask-api.js'
import { CommandFailure, exitCodes } from './exit-codes.js'
import { readYaml } from './read-yaml.js'
import { type Terminal, tell } from './terminal.js'

export interface ApplyOptions extends ApiOptions {
  file: string
  project: string
}

/** `ripcord release apply`: makes a release what a file says, as often as it is asked. */
export async function runApply(options: ApplyOptions, terminal: Terminal): Promise<void> {
  const file = readYaml(releaseFileSchema, options.file)
  const { environment, release: key } = file
  if (environment === undefined)
    throw new CommandFailure(
      exitCodes.refused,
      `${options.file}: /environment is missing: say where it goes out`,
    )
  const api = apiOf(options)
  const params = { project: options.project, environment, release: key }
  const { outcome, release } = await asked(options, options.file, () =>
    api.applyRelease({ params, body: file }),
  )
  const { status, revision } = release
  const hints = status === 'draft' ? await hintsOf(() => api.preflightRelease({ params })) : []
  tell(terminal, options.json, { release: key, environment, outcome, status, revision, hints }, [
    `${key} in ${environment}: ${outcome} (${status}, revision ${revision})`,
    ...hints,
  ])
}

export interface KillReleaseOptions extends ApiOptions {
  release: string
  project: string
  in: string
  reason: string
}

/** `ripcord release kill`: all of its flags, and the release ends. */
export async function runKillRelease(options: KillReleaseOptions, terminal: Terminal): Promise<void> {
  const { project, in: environment, release, reason } = options
  const api = apiOf(options)
  const { outcome, kill } = await asked(options, release, () =>
    api.createKill({
      params: { project, environment },
      body: { target: { type: 'release', release }, reason },
    }),
  )
  const { killId, revision } = kill
  tell(terminal, options.json, { release, environment, outcome, killId, revision }, [
    `${release} in ${environment}: ${outcome === 'killed' ? 'killed' : 'killed already'} (kill ${killId}, revision ${revision})`,
  ])
}

/** What a start would find. The file is applied: whatever goes wrong here is told as one more line. */
async function hintsOf(preflight: () => ReturnType<ApiClient['preflightRelease']>): Promise<string[]> {
  try {
    const { refusals, confirms, holds, shows } = await preflight()
    return [
      ...refusals.map(({ message }) => `refuses the start: ${message}`),
      ...confirms.map(({ message }) => `has to be confirmed: ${message}`),
      ...holds.map(({ message }) => `holds the first stage: ${message}`),
      ...shows.map(({ message }) => `to know: ${message}`),
    ]
  } catch (error) {
    return [`What a start would find could not be asked: ${causeOf(error)}`]
  }
}
