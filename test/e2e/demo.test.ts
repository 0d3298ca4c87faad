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

it('tells the story of a kill that reaches everyone, and ends by itself', async () => {
  const { demo, folder } = startDemo(testScope())
  const { code } = await within('the demo to end', 90_000, demo.exited)
  const said = demo.out.join('\n')
  expect(code, story(demo)).toBe(0)
  expect(said).toMatch(/kill accepted .* ms/)
  expect(said).toMatch(/first acknowledgement .* ms/)
  expect(said).toMatch(/last acknowledgement .* ms, 4 of 4 safe/)
  expect(said).toMatch(/before 0\.0 % .* after the kill 0\.0 %/)
  expect(demo.err).toEqual([])
  expect(readdirSync(folder)).toEqual([])
})

it('leaves nothing running on Ctrl-C', async () => {
  const { demo, folder } = startDemo(testScope())
  await demo.line((line) => (line.includes('customers come') ? line : undefined))
  const started = childrenOf(demo.pid)
  expect(started.length).toBe(5)
  demo.signal('SIGINT')
  expect(await within('the demo to end', 30_000, demo.exited)).toEqual({ code: 130, signal: null })
  await waitFor('all that it started to be gone', () => started.every((pid) => !isRunning(pid)))
  expect(readdirSync(folder)).toEqual([])
})
