import { type Child, startChild } from '../../harness/child.js'
import { programs } from '../../harness/paths.js'
import { startServer } from '../../harness/server-process.js'
import { tempDir } from '../../harness/temp-dir.js'
import { createTestProject } from '../../harness/test-project.js'
import { within } from '../../harness/wait-for.js'
import type { ChaosCase } from '../chaos-case.js'
import { none } from './figures.js'
import { digestOf } from './folder-digest.js'
import { noMounts, openMounts } from './mounts.js'

/** Starts a server, and each command that writes, on a data folder whose disk can only be read. */
export const readOnlyDisk: ChaosCase = {
  title: 'a disk that can only be read: a sentence and an exit code',
  missing: noMounts,
  async run({ scope }) {
    const server = await startServer(scope)
    const project = await createTestProject(server)
    await project.createFlags(['flag-0'])
    await server.stop()
    const { dataDir } = server
    const before = digestOf(dataDir)
    const empty = tempDir(scope, 'empty')
    const mounts = await openMounts(scope)
    for (const folder of [dataDir, empty])
      mounts.run(`mount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder}`)

    const where = ['--project', 'shop', '--environment', 'live']
    const tries: [what: string, program: string, args: string[], folder: string][] = [
      ['start', programs.server, [], dataDir],
      ['start, for the first time', programs.server, [], empty],
      ['start, in a folder that is to be made', programs.server, [], `${empty}/data`],
      ['ripcord start', programs.ripcord, ['start'], dataDir],
      ['ripcord kill', programs.ripcord, ['kill', 'flag-0', ...where, '--reason', 'chaos'], dataDir],
      ['ripcord link', programs.ripcord, ['link'], dataDir],
      ['ripcord restore', programs.ripcord, ['restore', `${dataDir}/ripcord.db`], dataDir],
      ['ripcord backup', programs.ripcord, ['backup', `${tempDir(scope, 'backup')}/b.db`], dataDir],
    ]
    const wrong: string[] = []
    for (const [what, program, args, folder] of tries) {
      const env = { RIPCORD_DATA: folder, HOST: '127.0.0.1', PORT: '0' }
      const child = startChild(scope, { program, args, env, through: mounts.through })
      wrong.push(...(await findings(child, folder)).map((found) => `${what}: ${found}`))
    }
    return [
      none(
        `of ${tries.length} tries, those that did not end with a sentence about the folder and a code`,
        wrong,
      ),
      none('changes in the data folder', digestOf(dataDir) === before ? [] : ['its content is another one']),
    ]
  },
}

async function findings(child: Child, folder: string): Promise<string[]> {
  const { code } = await within('a start or a command to end', 30_000, child.exited)
  const said = child.err.join('\n')
  const found: string[] = []
  if (code === 0 || code === null) found.push(`ended with ${String(code)}`)
  if (!said.includes(folder) || !said.includes('mounted for writing') || said.includes('\n    at '))
    found.push(`said: ${said}`)
  return found
}
