import * as keys from './keys.js'
import * as projects from './projects.js'
import * as session from './session.js'
import * as tokens from './tokens.js'

/** Every operation of the API, by operationId. */
export const operations = { ...session, ...tokens, ...projects, ...keys }
