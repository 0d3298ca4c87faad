import { expect, it } from 'vitest'
import { ripcord } from '../harness/ripcord-command.js'
import { startServer } from '../harness/server-process.js'
import { testScope } from './test-scope.js'

it('prints a link to the server that runs, also where the command is told of no port', async () => {
  const scope = testScope()
  const server = await startServer(scope)
  const beside = await ripcord(scope, server.dataDir, ['link'])
  expect(beside.out).toContain(`http://localhost:${server.port}/login#`)
  await server.stop()
  const alone = await ripcord(scope, server.dataDir, ['link'])
  expect(alone.out).toContain('http://localhost:4400/login#')
  expect(alone.err).toContain('the address is that of the configuration')
})
