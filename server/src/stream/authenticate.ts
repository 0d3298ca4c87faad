import type { SdkKey } from '../storage/storage.js'

/** What an SDK key is good for on the stream and its HTTP half. */
export type Authenticated =
  | { type: 'ok'; environmentId: string; keyId: string }
  /** 401: unknown or revoked; 403: of another kind. `because` is a sentence. */
  | { type: 'refused'; status: 401 | 403; because: string }

export type Authenticate = (sdkKey: string) => Promise<Authenticated>

/** No key is longer: what is, is refused unseen. */
const longestKey = 500

const missing = 'An SDK key is needed: a server key of the environment whose flags are asked for.'
const clientKey =
  'This is a client key, for evaluations over OFREP (which this version does not serve yet): rules are for server keys alone. Create a server key.'

/** Says who comes with a key, by what the key store's `verify` finds. */
export function authenticator(
  verify: (
    sdkKey: string,
  ) => Promise<
    { type: 'key'; key: Pick<SdkKey, 'id' | 'environmentId' | 'kind'> } | { type: 'refused'; because: string }
  >,
): Authenticate {
  return async (sdkKey) => {
    if (sdkKey === '' || sdkKey.length > longestKey) return { type: 'refused', status: 401, because: missing }
    const verdict = await verify(sdkKey)
    if (verdict.type === 'refused') return { type: 'refused', status: 401, because: verdict.because }
    const { id, environmentId, kind } = verdict.key
    if (kind === 'client') return { type: 'refused', status: 403, because: clientKey }
    return { type: 'ok', environmentId, keyId: id }
  }
}
