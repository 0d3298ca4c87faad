import { readFileSync } from 'node:fs'
import type { RipcordApi } from './ripcord-api.js'
import { until } from './until.js'

const files = new URL('../../', import.meta.url)

export interface Release {
  key: string
  status: string
  /** Counted from 0. */
  stage: number
  stages: { share: number }[]
}

export interface RunningRelease {
  /** Resolves when its guard has brought it into a stage. */
  reaches(stage: number): Promise<Release>
  lastStage: number
}

/** All that a pipeline does for a release: it applies the file, and starts. `confirm`: checks that know nothing yet. */
export async function startRelease(
  api: RipcordApi,
  environment: string,
  file: string,
  confirm: readonly string[],
): Promise<RunningRelease> {
  const path = `${environment}/releases/kites-2`
  await api.putYaml(path, readFileSync(new URL(file, files), 'utf8'))
  const { stages } = await api.post<Release>(`${path}/start`, { confirm })
  return {
    lastStage: stages.length - 1,
    reaches: (stage) =>
      until(
        () => api.get<Release>(path),
        (release) => release.status === 'killed' || release.stage >= stage,
      ),
  }
}

/** The next release of the shop, under a key that is free. Resolves with the key when it runs. */
export async function nextRelease(api: RipcordApi, environment: string): Promise<string> {
  const { items } = await api.get<{ items: { key: string }[] }>(`${environment}/releases?limit=1000`)
  const taken = new Set(items.map(({ key }) => key))
  let number = 2
  while (taken.has(`kites-${number}`)) number += 1
  const key = `kites-${number}`
  const text = readFileSync(new URL('ripcord.yaml', files), 'utf8').replace(
    /^release: .*$/m,
    `release: ${key}`,
  )
  await api.putYaml(`${environment}/releases/${key}`, text)
  await api.post(`${environment}/releases/${key}/start`, {})
  return key
}
