import { fileURLToPath } from 'node:url'
import { snapshotPath } from '@ripcord/sync'
import { type Child, startChild } from '../../../harness/child.js'
import type { Scope } from '../../../harness/scope.js'
import type { ServerProcess } from '../../../harness/server-process.js'

export interface BareSettings {
  snapshotUrl: string
  sdkKey: string
}

/** Starts a server of socket.io and node:http alone that serves the snapshot which `server` serves now. */
export async function startBareServer(
  scope: Scope,
  server: ServerProcess,
  sdkKey: string,
  env: { readonly [name: string]: string } = {},
): Promise<{ port: number; child: Child }> {
  const settings: BareSettings = { snapshotUrl: server.url + snapshotPath, sdkKey }
  const child = startChild(scope, {
    program: fileURLToPath(new URL('./bare-main.js', import.meta.url)),
    args: [JSON.stringify(settings)],
    env: { NODE_ENV: 'production', ...env },
  })
  const port = await child.line((line) => /^listening (\d+)/.exec(line)?.[1])
  return { port: Number(port), child }
}
