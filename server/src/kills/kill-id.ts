import { createHash } from 'node:crypto'
import type { Epoch } from '@ripcord/model'

/** The id of a kill: the same episode in the same life of the database gives the same id. */
export function killIdOf(environmentId: string, episode: string, epoch: Epoch): string {
  return `kill-${digest(`${environmentId}\u0000${episode}\u0000${epoch}`).slice(0, 32)}`
}

/** The key under which an episode is kept. */
export function episodeKey(episode: string): string {
  return digest(episode)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
