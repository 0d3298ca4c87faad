import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type Child, startChild, story } from '../harness/child.js'
import { programs } from '../harness/paths.js'
import { childrenOf, isRunning } from '../harness/process-tree.js'
import type { Scope } from '../harness/scope.js'
import { tempDir } from '../harness/temp-dir.js'
import { waitFor, within } from '../harness/wait-for.js'
import { testScope } from './test-scope.js'

/** The demo with a temporary folder of its own, so that what it leaves behind can be seen. */
function startDemo(scope: Scope): { demo: Child; folder: string } {
  const folder = tempDir(scope, 'demo')
  return { demo: startChild(scope, { program: programs.demo, env: { TMPDIR: folder } }), folder }
}

it('tells of a release that its guard has killed everywhere, and ends by itself', async () => {
  const { demo, folder } = startDemo(testScope())
  const { code } = await within('the demo to end', 240_000, demo.exited)
  const said = demo.out.join('\n')
  expect(code, story(demo)).toBe(0)
  expect(said).toMatch(/killed by the guard +(checkout|payments): /)
  expect(said).toMatch(/detected +\+\d+ ms\n +decided +\+\d+ ms/)
  expect(said).toMatch(/committed +\+\d+ ms, new-checkout and new-ledger in one change/)
  expect(said).toMatch(/propagated +\+\d+ ms, 5 of 5 safe/)
  expect(said).toMatch(/recovered +\+\d+ ms, /)
  expect(said).toMatch(/only in the new code +LedgerError, /)
  expect(said).toMatch(/before 0\.0 % .* after the kill 0\.0 %/)
  expect(demo.err).toEqual([])
  expect(readdirSync(folder)).toEqual([])
}, 250_000)

it('leaves nothing running on Ctrl-C', async () => {
  const { demo, folder } = startDemo(testScope())
  await demo.line((line) => (line.includes('customers come') ? line : undefined))
  const started = childrenOf(demo.pid)
  expect(started.length).toBe(6)
  demo.signal('SIGINT')
  expect(await within('the demo to end', 30_000, demo.exited)).toEqual({ code: 130, signal: null })
  await waitFor('all that it started to be gone', () => started.every((pid) => !isRunning(pid)))
  expect(readdirSync(folder)).toEqual([])
})
