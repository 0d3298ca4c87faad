import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, startChild, story } from './child.js'
import { freePort } from './free-port.js'
import type { Scope } from './scope.js'
import { tempDir } from './temp-dir.js'
import { waitFor } from './wait-for.js'

const places = ['/usr/bin/prometheus-alertmanager', '/usr/local/bin/alertmanager']

/** Where the real Alertmanager is; undefined where there is none. */
const alertmanagerPath = [process.env['ALERTMANAGER'], ...places].find(
  (path) => path !== undefined && existsSync(path),
)

/**
 * Whether to skip the tests that need the real Alertmanager: on a machine without one they are skipped, loudly; under
 * CI=true a missing one is a failure.
 */
export function withoutAlertmanager(): boolean {
  if (alertmanagerPath !== undefined) return false
  const message = `No Alertmanager found (${places.join(', ')}, or set ALERTMANAGER): the tests with the real one`
  if (process.env['CI'] === 'true') throw new Error(`${message} can't run, and CI runs them all`)
  console.warn(`\n${message} are SKIPPED\n`)
  return true
}

export interface Alertmanager {
  readonly port: number
  readonly child: Child
}

export interface AlertmanagerOptions {
  /** The whole of `alertmanager.yml`. */
  config: string
  /** What the configuration names, by file name: credentials, for one. */
  files?: Readonly<Record<string, string>>
}

/** Starts the real Alertmanager on loopback, alone, in a folder of the scope, and waits until it is ready. */
export async function startAlertmanager(
  scope: Scope,
  { config, files = {} }: AlertmanagerOptions,
): Promise<Alertmanager> {
  const folder = tempDir(scope, 'alertmanager')
  for (const [name, text] of Object.entries({ ...files, 'alertmanager.yml': config }))
    writeFileSync(join(folder, name), text)
  const port = await freePort()
  const child = startChild(scope, {
    program: alertmanagerPath ?? 'alertmanager',
    isNative: true,
    cwd: folder,
    args: [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
  })
  await waitFor(
    'Alertmanager to be ready',
    async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok,
    {
      timeoutMs: 60_000,
      everyMs: 50,
      stopWhen: () => (child.exit === undefined ? undefined : story(child)),
    },
  )
  return { port, child }
}
