import { createContext } from 'react'
import type { Live } from '../lib/live'

/** How fresh what is shown is. */
export const LiveContext = createContext<Live>({ state: 'connecting', revision: null, since: 0 })
