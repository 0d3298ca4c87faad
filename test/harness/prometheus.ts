import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { type Child, startChild, story } from './child.js'
import { freePort, listen } from './free-port.js'
import type { Scope } from './scope.js'
import { tempDir } from './temp-dir.js'
import { waitFor } from './wait-for.js'

const places = ['/usr/bin/prometheus', '/usr/local/bin/prometheus']

/** Where the real Prometheus is; undefined where there is none. */
export const prometheusPath = [process.env['PROMETHEUS'], ...places].find(
  (path) => path !== undefined && existsSync(path),
)

/**
 * Whether to skip the tests that need the real Prometheus: on a machine without one they are skipped, loudly; under
 * CI=true a missing one is a failure.
 */
export function withoutPrometheus(): boolean {
  if (prometheusPath !== undefined) return false
  const message = `No Prometheus found (${places.join(', ')}, or set PROMETHEUS): the tests with the real one`
  if (process.env['CI'] === 'true') throw new Error(`${message} can't run, and CI runs them all`)
  console.warn(`\n${message} are SKIPPED\n`)
  return true
}

export interface Prometheus {
  readonly url: string
  readonly port: number
  readonly child: Child
  /** What an instant query answers now: the values of the series that it finds, as texts. */
  query(query: string): Promise<string[]>
}

export interface PrometheusOptions {
  /** The whole of `prometheus.yml`. */
  config: string
  /** What the configuration names, by file name: rules, for one. */
  files?: Readonly<Record<string, string>>
}

/** Starts the real Prometheus on loopback, in a folder of the scope, and waits until it answers. */
export async function startPrometheus(
  scope: Scope,
  { config, files = {} }: PrometheusOptions,
): Promise<Prometheus> {
  const folder = tempDir(scope, 'prometheus')
  for (const [name, text] of Object.entries({ ...files, 'prometheus.yml': config }))
    writeFileSync(join(folder, name), text)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = startChild(scope, {
    program: prometheusPath ?? 'prometheus',
    isNative: true,
    cwd: folder,
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
  })
  await waitFor('Prometheus to be ready', async () => (await fetch(`${url}/-/ready`)).ok, {
    timeoutMs: 60_000,
    everyMs: 50,
    stopWhen: () => (child.exit === undefined ? undefined : story(child)),
  })
  return {
    url,
    port,
    child,
    async query(query) {
      const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query }).toString()}`)
      const { data, error } = (await response.json()) as { data?: { result: Sample[] }; error?: string }
      if (data === undefined) throw new Error(`${query}: ${error ?? response.status}`)
      return data.result.map(({ value: [, text] }) => text)
    },
  }
}

interface Sample {
  value: [number, string]
}

/** A configuration that scrapes these, as `host:port`, each second. */
export function scraping(...targets: readonly string[]): string {
  return JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    // JSON is YAML.
    scrape_configs: [{ job_name: 'shop', static_configs: [{ targets }] }],
  })
}

/** Something to scrape: `metrics` is asked at each scrape, for Prometheus' text format. Answers its `host:port`. */
export async function exposeMetrics(scope: Scope, metrics: () => string): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4')
    response.end(metrics())
  })
  const port = await listen(server)
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${port}`
}
