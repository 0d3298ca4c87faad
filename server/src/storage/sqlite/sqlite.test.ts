import { systemClock } from '../../clock.js'
import { describeStorage } from '../storage.contract.js'
import { openSqliteStorage } from './open.js'

describeStorage('sqlite in memory', () =>
  openSqliteStorage({ file: ':memory:', clock: systemClock, mint: 'test' }),
)
