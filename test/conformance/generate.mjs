// Writes the vectors from their sources: `node test/conformance/generate.mjs`. With --check it only compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { attributes, conditions, constants } from './source/conditions.mjs'
import { flagConditions } from './source/flag-conditions.mjs'
import { kills } from './source/kills.mjs'
import { operators } from './source/operators.mjs'
import { order } from './source/order.mjs'
import { prerequisites } from './source/prerequisites.mjs'
import { quarantine } from './source/quarantine.mjs'
import { releases } from './source/releases.mjs'
import { segments } from './source/segments.mjs'
import { splits } from './source/splits.mjs'

const files = {
  attributes,
  conditions,
  constants,
  'flag-conditions': flagConditions,
  kills,
  operators,
  order,
  prerequisites,
  quarantine,
  releases,
  segments,
  splits,
}

const isCheck = process.argv.includes('--check')

for (const [name, vectors] of Object.entries(files)) {
  const path = new URL(`${name}.json`, import.meta.url)
  const lines = vectors().map((vector) => JSON.stringify(vector))
  const text = `[\n${lines.join(',\n')}\n]\n`
  if (!isCheck) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text)
    throw new Error(`${name}.json is not what its source gives: run node test/conformance/generate.mjs`)
}
