import type { Attributes } from '../attribute.js'

/** A condition made ready. May throw what the context throws. */
export type Test = (attributes: Attributes) => boolean
