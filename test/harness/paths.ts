import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder, whether this file runs as source or as built. */
export const root = findRoot(dirname(fileURLToPath(import.meta.url)))

export const programs = {
  server: join(root, 'server/dist/main.js'),
  ripcord: join(root, 'server/bin/ripcord.mjs'),
  service: join(root, 'test/dist/harness/service-main.js'),
  /** Not run by itself: loaded ahead of a server that is to die. */
  dies: join(root, 'test/dist/harness/dies-main.js'),
  shortLived: join(root, 'test/dist/harness/short-lived-main.js'),
  chain: join(root, 'test/dist/harness/chain-main.js'),
  day: join(root, 'test/dist/chaos/life/day-main.js'),
  demo: join(root, 'examples/shop/dist/demo/main.js'),
  /** The shop as a guest of a server that runs already. */
  guest: join(root, 'examples/shop/dist/guest/main.js'),
}

/** One of the example's services. */
export function shopProgram(name: 'checkout' | 'payments'): string {
  return join(root, `examples/shop/dist/${name}.js`)
}

function findRoot(folder: string): string {
  return existsSync(join(folder, 'pnpm-workspace.yaml')) ? folder : findRoot(dirname(folder))
}
