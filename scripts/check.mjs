// Everything that must hold before a change lands: types, lint, format, unused code, tests. All are run, so that one
// answer tells everything that is wrong. `--no-tests` leaves the tests to whoever has just run them.
import { run } from './run.mjs'

/** @type {[name: string, command: string, args: string[]][]} */
const checks = [
  ['types', 'tsc', ['-b']],
  ['types of the tests', 'tsc', ['-p', 'tsconfig.tests.json']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['format', 'biome', ['check', '--linter-enabled=false', '.']],
  ['unused code', 'knip', []],
]
if (!process.argv.includes('--no-tests')) {
  checks.push(['build', 'node', ['scripts/build.mjs']], ['tests', 'vitest', ['run']])
}

/** @type {string[]} */
const failed = []
for (const [name, command, args] of checks) {
  console.log(`\n▸ ${name}`)
  if ((await run(command, args)) !== 0) failed.push(name)
}
console.log(failed.length === 0 ? '\nAll checks hold.' : `\nFailed: ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)
