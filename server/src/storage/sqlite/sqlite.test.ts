import { systemClock } from '../../clock.js'
import { describeStorage } from '../storage.contract.js'
import { useFolder } from '../testing/folder.js'
import { openSqliteStorage } from './open.js'

const inFolder = useFolder()
let files = 0

describeStorage('sqlite in memory', () =>
  openSqliteStorage({ file: ':memory:', clock: systemClock, mint: 'test' }),
)
describeStorage('sqlite in a file', () =>
  openSqliteStorage({ file: inFolder(`${files++}.db`), clock: systemClock, mint: 'test' }),
)
