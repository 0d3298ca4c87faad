import type { Kill } from '@ripcord/model'
import type { SettledKill } from '../storage/storage.js'
import type { Adoption } from './kills-service.js'

type Word = Pick<SettledKill & { as: 'replaced' }, 'as' | 'killId'> | { as: 'adopted' | 'dismissed' }

/** What killing its episode says of a kill that waits; `answer` is the kill that it led to. */
export function settledBy({ killId }: Pick<Kill, 'killId'>, answer: string): Word {
  return killId === answer ? { as: 'adopted' } : { as: 'replaced', killId: answer }
}

/** What is kept of an adoption that a person asked for: the log may have known better. */
export function settledAs(kill: Pick<Kill, 'killId'>, adoption: Adoption): Word {
  switch (adoption.type) {
    case 'adopted':
    case 'stands':
    case 'lifted':
      return settledBy(kill, adoption.killId)
    case 'drill':
      return { as: 'dismissed' }
  }
}
