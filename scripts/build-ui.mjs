// Builds the console where something of it has changed since the last time; run this after `tsc -b`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.mjs'
import { stampOf } from './stamp.mjs'

const ui = join(root, 'admin-ui')
const dist = join(ui, 'dist')
const stampFile = join(dist, '.build-stamp')
const files = ['index.html', 'package.json', 'vite.config.ts', 'postcss.config.cjs'].map((name) =>
  join(ui, name),
)
const folders = [
  join(ui, 'src'),
  join(ui, 'public'),
  ...['api', 'evaluator', 'model'].map((room) => join(root, 'packages', room, 'src')),
]
const stamp = stampOf([join(root, 'scripts/build-ui.mjs'), join(root, 'pnpm-lock.yaml'), ...files], folders)

if (
  existsSync(join(dist, 'index.html')) &&
  existsSync(stampFile) &&
  readFileSync(stampFile, 'utf8') === stamp
) {
  console.log('console: nothing has changed')
} else {
  const code = await run(join(ui, 'node_modules/.bin/vite'), ['build', '--logLevel', 'warn'], { cwd: ui })
  if (code !== 0) process.exit(code)
  writeFileSync(stampFile, stamp)
  console.log('console: built')
}
