import { setTimeout as sleep } from 'node:timers/promises'
import { createApiClient } from '@ripcord/api'
import { startChild } from '../../harness/child.js'
import { programs } from '../../harness/paths.js'
import type { Scope } from '../../harness/scope.js'
import { type ServerProcess, startServer } from '../../harness/server-process.js'
import { tempDir } from '../../harness/temp-dir.js'
import { createTestProject } from '../../harness/test-project.js'
import type { ChaosCase } from '../chaos-case.js'
import { atLeast, none } from './figures.js'

const loops = { short: 3, long: 150 }

/**
 * Kills a server (SIGKILL) while it makes its data folder: key file, database, schema, first project. The next start
 * finds the schema of before or of after, and ends with all there is to have.
 */
export const killedFirstStart: ChaosCase = {
  title: 'kill -9 of the very first start',
  async run({ scope, size, tell }) {
    const first = await startServer(scope)
    const takesMs = first.startedInMs
    await first.stop()
    const broken: string[] = []
    let begun = 0
    for (let n = 0; n < loops[size]; n++) {
      const dataDir = tempDir(scope, 'first')
      // Spread over the start, so that some come early however few there are.
      const afterMs = (takesMs * (n + Math.random())) / loops[size]
      if (await killFirstStart(scope, dataDir, afterMs)) begun++
      broken.push(...(await whatIsBroken(scope, dataDir)).map((what) => `Loop ${n}: ${what}`))
      if (n % 20 === 19) tell(`${n + 1} of ${loops[size]}`)
    }
    return [
      atLeast(Math.ceil(loops[size] / 3), 'first starts killed before their first line', begun),
      none(`of ${loops[size]} data folders, those with which the next start could not do`, broken),
    ]
  },
}

/** Whether it came before the server was up. */
async function killFirstStart(scope: Scope, dataDir: string, afterMs: number): Promise<boolean> {
  const env = { RIPCORD_DATA: dataDir, HOST: '127.0.0.1', PORT: '0' }
  const child = startChild(scope, { program: programs.server, env })
  await sleep(afterMs)
  await child.kill()
  return child.out.length === 0
}

async function whatIsBroken(scope: Scope, dataDir: string): Promise<string[]> {
  let server: ServerProcess | undefined
  try {
    server = await startServer(scope, { dataDir })
    const { items } = await createApiClient({ baseUrl: server.url, token: server.adminToken }).listProjects()
    const project = await createTestProject(server)
    await project.createFlags(['flag-0'])
    await project.kill(['flag-0'])
    return items.map(({ key }) => key).join() === 'default' ? [] : ['the first project is not there']
  } catch (error) {
    return [String(error)]
  } finally {
    await server?.stop()
  }
}
