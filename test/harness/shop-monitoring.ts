import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Alertmanager, startAlertmanager } from './alertmanager.js'
import { root } from './paths.js'
import { type Prometheus, startPrometheus } from './prometheus.js'
import type { Scope } from './scope.js'

/** One of the files by which the example shop is watched; docs/alertmanager.md shows them, too. */
export function monitoringFile(name: string): string {
  return readFileSync(join(root, 'examples/shop/monitoring', name), 'utf8')
}

/** A Prometheus that scrapes these, as `host:port`, and tells its alerts to Alertmanager where there is one. */
export function watchShop(
  scope: Scope,
  services: readonly string[],
  alertmanager?: Alertmanager,
): Promise<Prometheus> {
  const targets = (all: readonly string[]): string => JSON.stringify([{ targets: all }])
  return startPrometheus(scope, {
    config: monitoringFile('prometheus.yml'),
    files: {
      'rules.yml': monitoringFile('rules.yml'),
      'shop.json': targets(services),
      'alertmanagers.json': targets(alertmanager === undefined ? [] : [`127.0.0.1:${alertmanager.port}`]),
    },
  })
}

/** An Alertmanager that tells its alerts to a source at `url`. */
export function alertTo(scope: Scope, url: string, secret: string): Promise<Alertmanager> {
  return startAlertmanager(scope, {
    config: monitoringFile('alertmanager.yml').replace(/http:.*SOURCE/, url),
    files: { 'ripcord-secret': secret },
  })
}
