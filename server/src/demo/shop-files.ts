import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type ReleaseFile, releaseFileSchema } from '@ripcord/model'
import { parse } from 'yaml'

const require = createRequire(import.meta.url)

/** The example shop as it was built. */
export interface ShopFiles {
  /** The program that opens it as a guest of a server. */
  program: string
  /** What goes out in it, under a key of its own. */
  release(key: string): ReleaseFile
}

/** Undefined where it is not there, or was not built. */
export function findShop(): ShopFiles | undefined {
  const folder = shopFolder()
  if (folder === undefined) return undefined
  const program = join(folder, 'dist/guest/main.js')
  const file = join(folder, 'ripcord.yaml')
  if (!existsSync(program) || !existsSync(file)) return undefined
  return {
    program,
    release: (key) =>
      releaseFileSchema.parse({ ...(parse(readFileSync(file, 'utf8')) as object), release: key }),
  }
}

function shopFolder(): string | undefined {
  try {
    return dirname(require.resolve('@ripcord/example-shop/package.json'))
  } catch {
    return undefined
  }
}
