import { expect, it } from 'vitest'
import { startChild } from '../harness/child.js'
import { startFaultProxy } from '../harness/fault-proxy.js'
import { freePort } from '../harness/free-port.js'
import { programs } from '../harness/paths.js'
import { tempDir } from '../harness/temp-dir.js'
import { within } from '../harness/wait-for.js'
import { setUp } from './setting.js'
import { testScope } from './test-scope.js'

it('lets a process end when its own work is done, without close()', async () => {
  const { scope, server, project } = await setUp()
  await project.createFlags(['a'])
  const child = startChild(scope, {
    program: programs.shortLived,
    args: [server.url, project.sdkKey.key, tempDir(scope, 'cache')],
  })
  expect(await within('the process to end', 30_000, child.exited)).toEqual({ code: 0, signal: null })
  expect(child.out).toEqual(['a is true'])
})

it('lets it end also where the server is away or hangs', async () => {
  const scope = testScope()
  const hanging = await startFaultProxy(scope, await freePort())
  hanging.set({ type: 'blackhole' })
  for (const url of [`http://127.0.0.1:${await freePort()}`, hanging.url]) {
    const child = startChild(scope, {
      program: programs.shortLived,
      args: [url, 'rk_srv_0000000000000000_none', tempDir(scope, 'cache')],
    })
    expect(await within('the process to end', 30_000, child.exited)).toEqual({ code: 0, signal: null })
    expect(child.out).toEqual(['a is false'])
  }
})
