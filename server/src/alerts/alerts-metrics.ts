import type { AlertNumbers } from './index.js'

/** What each figure of the intake of alerts means, for `/metrics`. */
export const alertNumberHelps: { readonly [N in keyof AlertNumbers]: string } = {
  deliveries: 'Deliveries of alerts that were proven and read, since the start',
  firstFirings: 'Episodes of alerts that were new, since the start',
  duplicates: 'Alerts of an episode that was known, since the start',
  unmatched: 'Episodes that no check of a running release asked for, since the start',
  shed: 'Alerts that were sent away because too many came at once, since the start',
}
