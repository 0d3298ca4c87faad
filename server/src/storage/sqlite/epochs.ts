import { noEpoch } from '@ripcord/model/plain'
import type { Clock } from '../../clock.js'
import type { EpochStore } from '../storage.js'
import type { Notifier } from './notifier.js'
import type { Rows } from './rows.js'
import type { Runner } from './runner.js'

export function createEpochStore(rows: Rows, runner: Runner, notifier: Notifier, clock: Clock): EpochStore {
  return {
    current: () => runner.readOne(() => rows.epochs.current()),
    async mint(because, above = noEpoch) {
      // A server that starts on a full disk needs an epoch before it can take a kill.
      const how = { mayUseBallast: true }
      const epoch = await runner.write(() => rows.epochs.mint(because, clock.now(), above), how)
      notifier.notify()
      return epoch
    },
  }
}
