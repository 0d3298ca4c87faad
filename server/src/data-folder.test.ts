import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { prepareDataFolder } from './data-folder.js'

let parent: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'ripcord-data-'))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

it('is made with all above it, for its owner alone, and may be there already', () => {
  const path = join(parent, 'a', 'b')
  prepareDataFolder(path)
  prepareDataFolder(path)
  expect(statSync(path).mode & 0o777).toBe(0o700)
})

it('is refused in a sentence that names the variable where it is a file, or below one', () => {
  const file = join(parent, 'file')
  writeFileSync(file, '')
  for (const path of [file, join(file, 'x')])
    expect(() => prepareDataFolder(path)).toThrow(
      `The data folder ${path} can't be written (${file} is no folder): `,
    )
})

it.runIf(process.platform === 'linux')(
  'is refused where no folder can be made, without an end of trying',
  () => {
    expect(() => prepareDataFolder('/proc/ripcord')).toThrow(
      /data folder \/proc\/ripcord can't be written \(\w+\).*RIPCORD_DATA/,
    )
  },
)
