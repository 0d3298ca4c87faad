// Loaded ahead of the server's own program: the process kills itself at a point of its work with the database.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import Sqlite, { type Database, type Statement } from 'better-sqlite3'
import { type Death, deathVariable } from './death.js'

const file = process.env[deathVariable] ?? ''
if (existsSync(file)) {
  const death = JSON.parse(readFileSync(file, 'utf8')) as Death
  rmSync(file)
  dieAt(death)
}

function dieAt({ statement, value, when }: Death): void {
  const prepare = Reflect.get(Sqlite.prototype, 'prepare') as (this: Database, source: string) => Statement
  let isDue = false
  const die = () => process.kill(process.pid, 'SIGKILL')
  const isMeant = (values: readonly unknown[]) =>
    value === undefined || values.some((one) => typeof one === 'string' && new RegExp(value).test(one))

  Sqlite.prototype.prepare = function (this: Database, source: string) {
    const prepared = prepare.call(this, source)
    const run = prepared.run.bind(prepared)
    if (source.startsWith(statement))
      prepared.run = (...values: unknown[]) => {
        if (!isMeant(values)) return run(...values)
        if (when === 'before') die()
        isDue = true
        return run(...values)
      }
    if (source === 'COMMIT')
      prepared.run = () => {
        const result = run()
        if (isDue) die()
        return result
      }
    return prepared
  } as typeof Sqlite.prototype.prepare
}
