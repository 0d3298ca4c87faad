import { type ApiClient, ApiError, createApiClient, type Problem } from '@ripcord/api'
import { readAddress } from '../address.js'
import { dataFolderAt } from '../data-folder.js'
import { CommandFailure, exitCodes } from './exit-codes.js'

/** What every command needs that asks the server over HTTP. */
export interface ApiOptions {
  dataDir: string
  environment: { readonly [name: string]: string | undefined }
  /** Where the server is; that of the data folder where left out. */
  server: string | undefined
  json: boolean
}

export function apiOf(options: ApiOptions): ApiClient {
  return createApiClient({ baseUrl: serverOf(options), token: tokenOf(options) })
}

export function serverOf({ server, environment, dataDir }: Omit<ApiOptions, 'json'>): string {
  // What is set to nothing is not set: so says a shell that has no such variable.
  const named = server ?? (environment.RIPCORD_URL || undefined)
  if (named !== undefined) return checked(named)
  const found = readAddress(dataFolderAt(dataDir).address)
  if (found !== undefined) return found
  const message = 'No server was found on this data folder: name one with --server, or RIPCORD_URL.'
  throw new CommandFailure(exitCodes.unreachable, message)
}

/** Without its scheme an address is no place to ask, and `localhost:4400` would have the scheme `localhost`. */
function checked(address: string): string {
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address
  const message = `${JSON.stringify(address)} is no address of a server: expected one such as http://localhost:4400.`
  throw new CommandFailure(exitCodes.usage, message)
}

function tokenOf({ environment }: ApiOptions): string {
  const token = environment.RIPCORD_TOKEN || environment.RIPCORD_ADMIN_TOKEN
  if (token !== undefined && token !== '') return token
  throw new CommandFailure(
    exitCodes.refused,
    'Put an admin token into RIPCORD_TOKEN: the server asks who does it.',
  )
}

/** Asks, and says what went wrong with what it is about, for example the name of a file. */
export async function asked<T>(options: ApiOptions, about: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof ApiError)) throw unreachable(options, error)
    const exitCode = error.status < 500 ? exitCodes.refused : exitCodes.failure
    throw new CommandFailure(exitCode, `${about}: ${sentences(error.problem)}`, { cause: error })
  }
}

export function unreachable(options: Omit<ApiOptions, 'json'>, error: unknown): CommandFailure {
  const message = `The server at ${serverOf(options)} does not answer: ${causeOf(error)}`
  return new CommandFailure(exitCodes.unreachable, message, { cause: error })
}

function sentences({ detail, errors }: Problem): string {
  if (errors === undefined || errors.length < 2) return detail
  return errors.map(({ path, message }) => `${path}: ${message}`).join('\n')
}

/** What `fetch` says is only that it failed. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
