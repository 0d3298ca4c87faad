import { readFileSync } from 'node:fs'
import { type ApiClient, ApiError, createApiClient, type Problem } from '@ripcord/api'
import { type ReleaseFile, releaseFileSchema } from '@ripcord/model'
import { readAddress } from '../address.js'
import { parseEntity } from '../changes/parse.js'
import { dataFolderAt } from '../data-folder.js'
import { parseYaml } from '../http/parse-yaml.js'
import { CommandFailure, exitCodes } from './exit-codes.js'
import { type Terminal, tell } from './terminal.js'

export interface ApplyOptions {
  dataDir: string
  environment: { readonly [name: string]: string | undefined }
  file: string
  project: string
  /** Where the server is; that of the data folder where left out. */
  server: string | undefined
  json: boolean
}

/** `ripcord release apply`: makes a release what a file says, as often as it is asked. */
export async function runApply(options: ApplyOptions, terminal: Terminal): Promise<void> {
  const file = readFile(options.file)
  const { environment, release: key } = file
  if (environment === undefined)
    throw new CommandFailure(
      exitCodes.refused,
      `${options.file}: /environment is missing: say where it goes out`,
    )
  const api = createApiClient({ baseUrl: serverOf(options), token: tokenOf(options) })
  const params = { project: options.project, environment, release: key }
  const { outcome, release } = await api.applyRelease({ params, body: file }).catch((error: unknown) => {
    throw failureOf(error, options)
  })
  const { status, revision } = release
  const hints = status === 'draft' ? await hintsOf(() => api.preflightRelease({ params })) : []
  tell(terminal, options.json, { release: key, environment, outcome, status, revision, hints }, [
    `${key} in ${environment}: ${outcome} (${status}, revision ${revision})`,
    ...hints,
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

/** Read here as well as by the server, so that a mistake is told with the file's name and without a token. */
function readFile(path: string): ReleaseFile {
  try {
    return parseEntity(releaseFileSchema, parseYaml(readFileSync(path, 'utf8')))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new CommandFailure(exitCodes.refused, `${path}: ${message}`, { cause: error })
  }
}

function serverOf({ server, environment, dataDir }: ApplyOptions): string {
  const found = server ?? environment.RIPCORD_URL ?? readAddress(dataFolderAt(dataDir).address)
  if (found !== undefined) return found
  const message = 'No server was found on this data folder: name one with --server, or RIPCORD_URL.'
  throw new CommandFailure(exitCodes.unreachable, message)
}

function tokenOf({ environment }: ApplyOptions): string {
  const token = environment.RIPCORD_TOKEN ?? environment.RIPCORD_ADMIN_TOKEN
  if (token !== undefined) return token
  throw new CommandFailure(
    exitCodes.refused,
    'Put an admin token into RIPCORD_TOKEN: the server asks who applies it.',
  )
}

function failureOf(error: unknown, options: ApplyOptions): CommandFailure {
  if (!(error instanceof ApiError)) {
    const message = `The server at ${serverOf(options)} does not answer: ${causeOf(error)}`
    return new CommandFailure(exitCodes.unreachable, message, { cause: error })
  }
  const exitCode = error.status < 500 ? exitCodes.refused : exitCodes.failure
  return new CommandFailure(exitCode, `${options.file}: ${sentences(error.problem)}`, { cause: error })
}

function sentences({ detail, errors }: Problem): string {
  if (errors === undefined || errors.length < 2) return detail
  return errors.map(({ path, message }) => `${path}: ${message}`).join('\n')
}

/** What `fetch` says is only that it failed. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
