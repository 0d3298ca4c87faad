import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { root } from '../harness/paths.js'

const script = `
  import { getHeapSpaceStatistics } from 'node:v8'
  import { growWithWork, staySmall } from '${pathToFileURL(join(root, 'server/dist/young-generation.js')).href}'
  const kept = []
  function bytesAfterWork() {
    for (let i = 0; i < 500_000; i++) kept.push({ i })
    return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size
  }
  staySmall()
  const small = bytesAfterWork()
  growWithWork()
  console.log(JSON.stringify({ small, grown: bytesAfterWork() }))
`

describe('the young generation of the server’s heap', () => {
  it('stays small while the server starts, and then grows with the work', () => {
    const args = ['--input-type=module', '--eval', script]
    const said = execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 })
    const { small, grown } = JSON.parse(said) as { small: number; grown: number }
    expect(small).toBeLessThan(grown / 2)
  })
})
