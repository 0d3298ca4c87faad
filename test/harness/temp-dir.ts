import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from './scope.js'

/** A folder of its own that goes when the scope closes. */
export function tempDir(scope: Scope, name = 'test'): string {
  const folder = mkdtempSync(join(tmpdir(), `ripcord-${name}-`))
  scope.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }))
  return folder
}
