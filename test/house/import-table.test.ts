import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

// The import table of docs/architecture.md is enforced by lint. Each row here is an import that must be refused, or
// must pass; all are written into a folder of the same shape and linted at once.
const root = fileURLToPath(new URL('../..', import.meta.url))
const cases = [
  {
    file: 'packages/evaluator/src/a.ts',
    code: "export { flagSettingsSchema } from '@ripcord/model'",
    refused: true,
  },
  { file: 'packages/evaluator/src/b.ts', code: "export type { Rule } from '@ripcord/model'", refused: false },
  {
    file: 'packages/evaluator/src/c.ts',
    code: "export { limits } from '@ripcord/model/plain'",
    refused: false,
  },
  { file: 'packages/evaluator/src/d.ts', code: "export { readFileSync } from 'node:fs'", refused: true },
  {
    file: 'packages/sync/src/a.ts',
    code: "export { compileRuleset } from '@ripcord/evaluator'",
    refused: true,
  },
  { file: 'packages/guard/src/a.ts', code: "export * from '@ripcord/sync'", refused: true },
  { file: 'packages/guard/src/b.ts', code: "export { limits } from '@ripcord/model/plain'", refused: false },
  { file: 'packages/model/src/a.ts', code: "export * from '@ripcord/api'", refused: true },
  { file: 'packages/api/src/a.ts', code: "export * from '@ripcord/sync'", refused: true },
  { file: 'admin-ui/src/a.ts', code: "export { operations } from '@ripcord/api'", refused: true },
  { file: 'admin-ui/src/b.ts', code: "export type { Overview } from '@ripcord/api'", refused: false },
  { file: 'admin-ui/src/c.ts', code: "export { clientOf } from '@ripcord/api/plain'", refused: false },
  { file: 'admin-ui/src/d.ts', code: "export type * from '@ripcord/guard'", refused: true },
  { file: 'admin-ui/src/e.ts', code: "export { explain } from '@ripcord/evaluator'", refused: false },
  { file: 'admin-ui/src/f.ts', code: "export { releaseSchema } from '@ripcord/model'", refused: true },
  {
    file: 'admin-ui/src/g.ts',
    code: "export { flagSettingsSchema } from '@ripcord/model/settings'",
    refused: false,
  },
  { file: 'sdk/src/a.ts', code: "export { z } from 'zod'", refused: true },
  { file: 'sdk/src/b.ts', code: "export * from '@ripcord/server'", refused: true },
  { file: 'sdk/src/c.ts', code: "export * from '@ripcord/sync'", refused: false },
  { file: 'examples/shop/src/a.ts', code: "export * from '@ripcord/model'", refused: true },
  { file: 'examples/shop/src/b.ts', code: "export * from '@ripcord/sdk'", refused: false },
  { file: 'server/src/flags/a.ts', code: "export * from '../kills/kills-service.js'", refused: true },
  { file: 'server/src/releases/a.ts', code: "export * from '../kills/kills-service.js'", refused: true },
  { file: 'server/src/services/a.ts', code: "export * from '../releases/release-in.js'", refused: true },
  { file: 'server/src/releases/b.ts', code: "export * from '../changes/owned-flags.js'", refused: false },
  { file: 'server/src/checks/a.ts', code: "export * from '../guard/run.js'", refused: true },
  { file: 'server/src/alerts/a.ts', code: "export * from '../checks/index.js'", refused: true },
  { file: 'server/src/alerts/senders/a.ts', code: "export * from '../../notify/index.js'", refused: true },
  { file: 'server/src/alerts/b.ts', code: "export * from '@ripcord/guard'", refused: false },
  { file: 'server/src/notify/a.ts', code: "export * from '../incidents/index.js'", refused: true },
  { file: 'server/src/counts/b.ts', code: "export * from '@ripcord/guard'", refused: false },
  { file: 'server/src/notify/b.ts', code: "export type * from '../egress/egress.js'", refused: false },
  { file: 'server/src/deployments/a.ts', code: "export * from '../alerts/index.js'", refused: true },
  { file: 'server/src/demo/a.ts', code: "export * from '../releases/releases-service.js'", refused: true },
  { file: 'server/src/demo/b.ts', code: "export * from '../changes/command.js'", refused: false },
  { file: 'server/src/demo/c.ts', code: "export * from '@ripcord/sdk'", refused: true },
  { file: 'server/src/releases/c.ts', code: "export * from '../demo/index.js'", refused: true },
  { file: 'server/src/demo/d.ts', code: "export * from '../wire-demo.js'", refused: true },
  { file: 'server/src/overview/a.ts', code: "export * from '../oncall/index.js'", refused: true },
  { file: 'server/src/oncall/pages/a.ts', code: "export * from '../../overview/index.js'", refused: true },
  { file: 'server/src/kills/h.ts', code: "export * from '../overview/index.js'", refused: true },
  { file: 'server/src/oncall/b.ts', code: "export * from '../http/admit.js'", refused: false },
  { file: 'server/src/egress/a.ts', code: "export * from '../notify/index.js'", refused: true },
  { file: 'server/src/egress/b.ts', code: "export * from '../config.js'", refused: true },
  { file: 'server/src/flags/b.ts', code: "export * from '../changes/commit-change.js'", refused: false },
  { file: 'server/src/flags/c.ts', code: "export * from '../storage/sqlite/open.js'", refused: true },
  { file: 'server/src/kills/a.ts', code: "export * from '../app.js'", refused: true },
  { file: 'server/src/kills/g.ts', code: "export * from '../parts.js'", refused: true },
  { file: 'server/src/kills/b.ts', code: "export * from '../config.js'", refused: true },
  { file: 'server/src/kills/c.ts', code: "export * from '../cli/kills-on.js'", refused: true },
  { file: 'server/src/kills/d.ts', code: "export * from '../data-folder.js'", refused: true },
  { file: 'server/src/kills/e.ts', code: "export * from '../clock.js'", refused: false },
  { file: 'server/src/kills/f.ts', code: "export * from '../storage/storage.js'", refused: false },
  { file: 'server/src/storage/sqlite/a.ts', code: "export * from '@ripcord/sync'", refused: true },
  { file: 'server/src/storage/sqlite/b.ts', code: "export * from '../../config.js'", refused: true },
  { file: 'server/src/storage/sqlite/c.ts', code: "export * from '../../cli/terminal.js'", refused: true },
  {
    file: 'server/src/storage/sqlite/d.ts',
    code: "export * from '../../secrets/key-ring.js'",
    refused: true,
  },
  { file: 'server/src/storage/sqlite/e.ts', code: "export * from '../../every-unref.js'", refused: false },
  { file: 'server/src/storage/a.ts', code: "export * from '../config.js'", refused: true },
  {
    file: 'server/src/changes/a.ts',
    code: "export * from '../kills/kills-service.js'",
    refused: true,
  },
  { file: 'server/src/changes/b.ts', code: "export * from '../storage/storage.js'", refused: false },
  { file: 'server/src/changes/c.ts', code: "export * from '../storage/sqlite/open.js'", refused: true },
  { file: 'server/src/changes/d.ts', code: "export * from '../app.js'", refused: true },
  { file: 'server/src/changes/e.ts', code: "export * from '../data-folder.js'", refused: true },
  { file: 'server/src/secrets/b.ts', code: "export * from '../data-folder.js'", refused: false },
  { file: 'server/src/secrets/c.ts', code: "export * from '../config.js'", refused: true },
  { file: 'server/src/secrets/a.ts', code: "export * from '../access/keys.js'", refused: true },
  {
    file: 'server/src/http/a.ts',
    code: "export type { Flags } from '../flags/flags-service.js'",
    refused: true,
  },
  { file: 'server/src/flags/d.ts', code: "export * from '@ripcord/guard'", refused: true },
  { file: 'server/src/flags/e.ts', code: "export * from '../guard/index.js'", refused: true },
  { file: 'server/src/guard/a.ts', code: "export * from '@ripcord/guard'", refused: false },
  {
    file: 'server/src/guard/b.ts',
    code: "export * from '../releases/releases-service.js'",
    refused: true,
  },
  { file: 'server/src/http/b.ts', code: "export * from '../app.js'", refused: true },
  { file: 'server/src/http/c.ts', code: "export * from '../cli/terminal.js'", refused: true },
  { file: 'server/src/http/d.ts', code: "export * from '../storage/sqlite/open.js'", refused: true },
  { file: 'server/src/http/e.ts', code: "export * from '../changes/commit-change.js'", refused: true },
  { file: 'server/src/http/f.ts', code: "export * from '../storage/storage.js'", refused: false },
  { file: 'server/src/cli/a.ts', code: "export * from '../storage/sqlite/open.js'", refused: false },
  { file: 'server/src/app.ts', code: "export * from './flags/flags-service.js'", refused: false },
]

let folder: string
let findings: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ripcord-imports-'))
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  for (const { file, code } of cases) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), `${code}\n`)
  }
  const lint = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format', 'unix', '.'], {
    cwd: folder,
    encoding: 'utf8',
  })
  findings = lint.stdout + lint.stderr
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it.each(cases.filter(({ refused }) => refused))('lint refuses "$code" in $file', ({ file }) => {
  expect(findings).toMatch(restrictedIn(file))
})

it.each(cases.filter(({ refused }) => !refused))('lint lets "$code" pass in $file', ({ file }) => {
  expect(findings).not.toMatch(restrictedIn(file))
})

/** A line of lint's that names the file and the rule. */
function restrictedIn(file: string): RegExp {
  return new RegExp(`${file}.*restricted-imports`)
}
