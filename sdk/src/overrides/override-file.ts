import { readFileSync, type Stats, statSync } from 'node:fs'
import type { Agenda } from '../agenda.js'
import { messageOf } from '../describe.js'
import { codeOf } from '../disk/safe-file.js'
import { isRecord, parseJson } from '../json.js'
import type { JsonValue } from '../types.js'

/** Milliseconds between looks at the file. Looked at and not watched: that works on every file system and mount. */
const lookEveryMs = 1_000
const maxBytes = 1024 * 1024

/**
 * The overrides in a JSON file, an object of flag key → value, followed as it changes. A file that can't be read
 * changes nothing, with one warning; a file that is gone has no overrides.
 */
export class OverrideFile {
  readonly #path: string
  readonly #agenda: Agenda
  readonly #warn: (message: string) => void
  readonly #onChange: (overrides: ReadonlyMap<string, JsonValue>) => void
  #seen = absent

  constructor(
    path: string,
    agenda: Agenda,
    warn: (message: string) => void,
    onChange: (overrides: ReadonlyMap<string, JsonValue>) => void,
  ) {
    this.#path = path
    this.#agenda = agenda
    this.#warn = warn
    this.#onChange = onChange
  }

  /** Reads it now, and from then on when it has changed. */
  follow(): void {
    this.#agenda.after('override file', lookEveryMs, () => this.follow())
    const found = look(this.#path)
    const mark =
      typeof found === 'string' ? found : `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`
    if (mark === this.#seen) return
    this.#seen = mark
    const overrides = mark === absent ? new Map<string, JsonValue>() : readOverrides(this.#path, found)
    if (typeof overrides === 'string') this.#warn(`${this.#path} is ignored: ${overrides}`)
    else this.#onChange(overrides)
  }
}

const absent = 'absent'

function look(path: string): Stats | string {
  try {
    return statSync(path)
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? absent : messageOf(error)
  }
}

function readOverrides(path: string, found: Stats | string): Map<string, JsonValue> | string {
  if (typeof found === 'string') return found
  // Opening a pipe that nobody writes to would wait for ever.
  if (!found.isFile()) return 'it is no file'
  if (found.size > maxBytes) return `it has ${found.size} bytes, at most ${maxBytes} are read`
  try {
    // Editors of some systems begin a file with a byte order mark, which JSON.parse takes for a mistake.
    const content = parseJson(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
    if (!isRecord(content)) return 'expected a JSON object of flag key → value'
    return new Map<string, JsonValue>(Object.entries(content))
  } catch (error) {
    return messageOf(error)
  }
}
