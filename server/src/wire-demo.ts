import type { Server } from 'node:http'
import type { Config } from './config.js'
import { createDemo, type Demo } from './demo/index.js'
import type { Doors } from './demo/scenery.js'
import { findShop } from './demo/shop-files.js'
import { RefusedError } from './errors.js'
import type { AppOptions, Parts } from './parts.js'

const allReleases = { limit: 1_000 }
const allKills = { limit: 1_000 }

/** The live demo, which goes through the doors that the API goes through. */
export function demoOf(parts: Parts, config: Config, options: AppOptions, server: () => Server): Demo {
  return createDemo({
    doors: doorsOf(parts),
    clock: options.clock,
    log: options.log,
    shop: options.shop === undefined ? findShop() : (options.shop ?? undefined),
    setting: () => ({
      publicUrl: config.publicUrl,
      isEmbedded: parts.storage.isEmbedded,
      isContainer: config.isContainer,
      allowed: config.demo,
    }),
    listening: () => {
      const address = server().address()
      return address === null || typeof address === 'string' ? undefined : address
    },
  })
}

function doorsOf({ projects, environments, flags, sdkKeys, releases, kills }: Parts): Doors {
  const idOf = (place: { project: string; environment: string }) =>
    environments.idOf(place.project, place.environment)
  return {
    projects,
    flags: {
      create: (...given) => flags.create(...given),
      find: async (project, key) => {
        try {
          const { revision, archived } = await flags.read(project, key)
          return { revision, archived }
        } catch (error) {
          if (error instanceof RefusedError && error.code === 'not-found') return undefined
          throw error
        }
      },
      archive: (project, key, by) => flags.archive(project, key, { force: true }, by),
      unarchive: (...given) => flags.unarchive(...given),
    },
    keys: {
      create: async (place, name, by) => sdkKeys.create(await idOf(place), { kind: 'server', name }, by),
      list: async (place) => sdkKeys.list(await idOf(place)),
      revoke: async (place, id) => sdkKeys.revoke(await idOf(place), id),
    },
    releases: {
      apply: (...given) => releases.apply(...given),
      start: (project, environment, key, by) => releases.start(project, environment, key, {}, by),
      abort: (...given) => releases.abort(...given),
      read: (...given) => releases.read(...given),
      list: async ({ project, environment }) =>
        (await releases.list(project, environment, {}, allReleases)).items,
    },
    kills: {
      standing: async ({ project, environment }) =>
        (await kills.list(project, environment, {}, allKills)).items,
      restore: (...given) => kills.restore(...given),
    },
  }
}
