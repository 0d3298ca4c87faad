import type { NotifyNumbers } from './index.js'

/** What each figure of what is told means, for `/metrics`. */
export const notifyNumberHelps: { readonly [N in keyof NotifyNumbers]: string } = {
  pending: 'Deliveries that wait for a receiver, or for their next try',
  dead: 'Deliveries that were given up within the last 14 days',
  delivered: 'Deliveries that a receiver has taken, since the start',
  tries: 'Tries to deliver, since the start',
  failedTries: 'Tries to deliver that failed, since the start',
}
