import { alertmanager } from './alertmanager.js'
import { ripcord } from './ripcord.js'
import type { Sender } from './sender.js'

/** Every format of alerts, by its name in the URL. */
export const senders: ReadonlyMap<string, Sender> = new Map(
  [ripcord, alertmanager].map((sender) => [sender.name, sender]),
)
