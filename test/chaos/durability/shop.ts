import type { Scope } from '../../harness/scope.js'
import { type ServerOptions, type ServerProcess, startServer } from '../../harness/server-process.js'
import { type ServiceProcess, startService } from '../../harness/service-process.js'
import { createTestProject, type TestProject } from '../../harness/test-project.js'
import { type Book, createBook } from './book.js'

/** A server with flags that are all on, a book of what it acknowledges, and a service that reads them. */
export interface Shop {
  readonly server: ServerProcess
  readonly project: TestProject
  readonly book: Book
  readonly service: ServiceProcess
}

interface ShopOptions {
  serviceEnv?: { readonly [name: string]: string }
  /** Whether the service looks at its flags all the time, for which it takes what the machine has to give. */
  watches?: boolean
}

export async function openShop(scope: Scope, options: ServerOptions & ShopOptions = {}): Promise<Shop> {
  const { serviceEnv = {}, watches = false, ...serverOptions } = options
  const server = await startServer(scope, serverOptions)
  const project = await createTestProject(server)
  const book = createBook()
  await project.createFlags([...book.flagKeys])
  const { key: sdkKey } = project.sdkKey
  const watch = watches ? { watch: [...book.flagKeys] } : {}
  const service = await startService(scope, { url: server.url, sdkKey, ...watch }, serviceEnv)
  await service.is('READY')
  return { server, project, book, service }
}
