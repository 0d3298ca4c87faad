import type { Scope } from '../harness/scope.js'
import { type ServerProcess, startServer } from '../harness/server-process.js'
import { type ServiceOptions, type ServiceProcess, startService } from '../harness/service-process.js'
import { createTestProject, type TestProject } from '../harness/test-project.js'
import { testScope } from './test-scope.js'

/** A running server with a project, and services that can be started beside it. All end with the test. */
export interface Setting {
  scope: Scope
  server: ServerProcess
  project: TestProject
  service: (options?: Partial<ServiceOptions>) => Promise<ServiceProcess>
}

export async function setUp(): Promise<Setting> {
  const scope = testScope()
  const server = await startServer(scope)
  const project = await createTestProject(server)
  return {
    scope,
    server,
    project,
    service: (options = {}) =>
      startService(scope, { url: server.url, sdkKey: project.sdkKey.key, ...options }),
  }
}
