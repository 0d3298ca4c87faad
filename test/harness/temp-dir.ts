import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from './scope.js'

const standing = new Set<string>()
// Whatever ended this process before its scopes could close.
process.on('exit', () => {
  for (const folder of standing) remove(folder)
})

/** A folder of its own that goes when the scope closes. */
export function tempDir(scope: Scope, name = 'test'): string {
  const folder = mkdtempSync(join(tmpdir(), `ripcord-${name}-`))
  standing.add(folder)
  scope.defer(() => {
    remove(folder)
    standing.delete(folder)
  })
  return folder
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}
