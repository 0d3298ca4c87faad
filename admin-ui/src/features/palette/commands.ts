import type { Overview } from '@ripcord/api'
import type { Place } from '../../lib/place'
import type { Flag } from '../flags/find-flags'
import type { KillTarget } from '../kills/kill-dialog'
import type { Command } from './find-commands'

export type Done = { type: 'go'; href: string } | { type: 'kill'; target: KillTarget | undefined }
export type PaletteCommand = Command & { done: Done }

export interface Known {
  place: Place
  projects: readonly { key: string; environments: readonly { key: string }[] }[]
  flags: readonly Pick<Flag, 'key' | 'name'>[]
  releases: readonly { key: string; status: string }[]
  rolling: Overview['rolling']
}

/** All that can be done from anywhere: what rolls and its kill first, since that is what somebody in a hurry wants. */
export function commandsOf({ place, projects, flags, releases, rolling }: Known): PaletteCommand[] {
  const here = pathOf(place)
  return [
    ...rolling.map(({ release }) =>
      kill(`Kill ${release} in ${place.environment}`, { type: 'release', release }),
    ),
    ...pages.map(({ label, path, words }) => go(label, 'page', here + path, words)),
    ...projects.flatMap(({ key: project, environments }) =>
      environments
        .filter(({ key }) => project !== place.project || key !== place.environment)
        .map(({ key }) =>
          go(`${project} / ${key}`, 'environment', pathOf({ project, environment: key }), 'go to'),
        ),
    ),
    ...releases.map(({ key, status }) =>
      go(key, `release, ${status}`, `${here}/releases/${encodeURIComponent(key)}`),
    ),
    ...flags.map(({ key, name }) => go(key, 'flag', `${here}/flags/${encodeURIComponent(key)}`, name)),
    ...flags.map(({ key }) => kill(`Kill ${key} in ${place.environment}`, { type: 'flags', flags: [key] })),
  ]
}

const pages = [
  { label: 'Overview', path: '', words: 'home start' },
  { label: 'Flags', path: '/flags', words: 'list' },
  { label: 'Compare environments', path: '/compare', words: 'promote copy diff' },
  { label: 'Releases', path: '/releases', words: 'rollout stages' },
  { label: 'New release', path: '/new-release', words: 'create rollout stages checks' },
  { label: 'Incidents', path: '/incidents', words: 'kills restore post-mortem' },
  { label: 'Who sees this', path: '/who', words: 'evaluate context explain why' },
  { label: 'Start a drill', path: '/incidents#drill', words: 'rehearse rehearsal kill game day' },
  { label: 'Services', path: '/services', words: 'owner runbook labels checks' },
  { label: 'Alert sources', path: '/sources', words: 'alertmanager grafana deployments inbox' },
  { label: 'Notifications', path: '/notifications', words: 'channels slack mail webhook deliveries' },
  { label: 'Environments', path: '/environments', words: 'production projects new project staging' },
  { label: 'Settings', path: '/settings', words: 'backends prometheus admin tokens' },
  { label: 'Help', path: '/help', words: 'docs words what is latch hold acknowledgement' },
  { label: 'Segments', path: '/segments', words: 'who subjects' },
  { label: 'Keys', path: '/keys', words: 'sdk connect service' },
  { label: 'Live demo', path: '/demo', words: 'start shop example watch break' },
  { label: 'Instances', path: '/instances', words: 'processes hosts sdk connected' },
]

function pathOf({ project, environment }: Place): string {
  return `/p/${encodeURIComponent(project)}/${encodeURIComponent(environment)}`
}

function go(label: string, hint: string, href: string, words?: string): PaletteCommand {
  return {
    id: `${hint} ${href}`,
    label,
    hint,
    done: { type: 'go', href },
    ...(words !== undefined && { words }),
  }
}

function kill(label: string, target: KillTarget): PaletteCommand {
  const id = target.type === 'release' ? `kill release ${target.release}` : `kill ${target.flags.join(' ')}`
  return { id, label, hint: 'kill', isKill: true, done: { type: 'kill', target } }
}
