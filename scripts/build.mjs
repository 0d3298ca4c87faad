// Builds what changed: `tsc -b` knows that for the packages, the SDK's bundle and the console keep a stamp of
// their inputs.
import { run } from './run.mjs'

for (const [command, ...args] of [
  ['tsc', '-b'],
  ['node', 'scripts/build-sdk.mjs'],
  ['node', 'scripts/build-ui.mjs'],
]) {
  const code = await run(command, args)
  if (code !== 0) process.exit(code)
}
