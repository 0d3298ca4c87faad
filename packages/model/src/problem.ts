import type { Json } from './canonical-json.js'

/** One thing that is wrong with what was given. */
export interface Problem {
  /** A JSON pointer (RFC 6901) into it. */
  path: string
  /** What was seen, what was expected, what to do. */
  message: string
  /** The value found there, where it helps. */
  seen?: Json
}
