import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import type { Processes } from './processes.js'

/** Where the real programs run; their files are in ../../monitoring. */
export interface MonitoringStage {
  processes: Processes
  folder: string
}

/** Who takes alerts: a source of Ripcord. */
export interface Intake {
  url: string
  secret: string
}

const files = new URL('../../monitoring/', import.meta.url)
const fileOf = (name: string): string => readFileSync(new URL(name, files), 'utf8')

const programs = {
  prometheus: ['prometheus'],
  alertmanager: ['prometheus-alertmanager', 'alertmanager'],
} as const

/** What a lane can't do without and is not installed, in a sentence. */
export function missingFor(lane: string): string | undefined {
  const needed =
    lane === 'alertmanager' ? (['prometheus', 'alertmanager'] as const) : (['prometheus'] as const)
  const missing = needed.filter((name) => pathOf(name) === undefined)
  if (missing.length === 0) return undefined
  const packages = missing.map((name) => programs[name][0]).join(' ')
  return `--lane=${lane} needs ${missing.join(' and ')}: \`apt-get install ${packages}\`, or put it on the PATH.`
}

/** Scrapes the services, and tells its alerts to Alertmanager where there is one. Answers its address. */
export async function startPrometheus(
  { processes, folder }: MonitoringStage,
  services: readonly string[],
  alertmanager?: string,
): Promise<string> {
  const at = join(folder, 'prometheus')
  mkdirSync(at)
  for (const name of ['prometheus.yml', 'rules.yml']) writeFileSync(join(at, name), fileOf(name))
  writeFileSync(join(at, 'shop.json'), targets(services))
  writeFileSync(join(at, 'alertmanagers.json'), targets(alertmanager === undefined ? [] : [alertmanager]))
  const address = `127.0.0.1:${await freePort()}`
  await processes.run(
    pathOf('prometheus') ?? '',
    [
      `--config.file=${join(at, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(at, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=warn',
    ],
    `http://${address}/-/ready`,
  )
  return `http://${address}`
}

/** Tells alerts to Ripcord. Answers its address. */
export async function startAlertmanager(
  { processes, folder }: MonitoringStage,
  intake: Intake,
): Promise<string> {
  const at = join(folder, 'alertmanager')
  mkdirSync(at)
  const config = fileOf('alertmanager.yml').replace(/http:.*SOURCE/, intake.url)
  writeFileSync(join(at, 'alertmanager.yml'), config)
  writeFileSync(join(at, 'ripcord-secret'), intake.secret)
  const address = `127.0.0.1:${await freePort()}`
  await processes.run(
    pathOf('alertmanager') ?? '',
    [
      `--config.file=${join(at, 'alertmanager.yml')}`,
      `--storage.path=${join(at, 'data')}`,
      `--web.listen-address=${address}`,
      // Alone: no cluster.
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
    `http://${address}/-/ready`,
  )
  return `http://${address}`
}

function targets(urls: readonly string[]): string {
  return JSON.stringify([{ targets: urls.map((url) => new URL(url).host) }])
}

function pathOf(name: keyof typeof programs): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return programs[name].flatMap((program) => folders.map((one) => join(one, program))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  return await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}
