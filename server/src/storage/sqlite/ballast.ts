import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Clock } from '../../clock.js'

const ballastBytes = 4 * 1024 * 1024
/** It is made again only where this many times its size is free: else it would take what its release gave. */
const roomFactor = 4
const lookAgainAfterMs = 60_000

/** Space held in reserve, so that a kill still lands on a full disk. */
export interface Ballast {
  /** Gives the space away. */
  release(): void
  /** Takes it again where it is missing and the disk has room; cheap to call often. */
  keep(): void
}

/** Ballast in a file beside the database, made at once. */
export function openBallast(file: string, clock: Clock): Ballast {
  let lookedAt = Number.NEGATIVE_INFINITY
  let held = existsSync(file)
  const ballast: Ballast = {
    release() {
      rmSync(file, { force: true })
      held = false
      lookedAt = clock.monotonic()
    },
    keep() {
      if (held || clock.monotonic() - lookedAt < lookAgainAfterMs) return
      lookedAt = clock.monotonic()
      held = make(file)
    },
  }
  ballast.keep()
  return ballast
}

function make(file: string): boolean {
  try {
    const disk = statfsSync(dirname(file))
    if (disk.bavail * disk.bsize < roomFactor * ballastBytes) return false
    // Random bytes: a file system that compresses would reserve nothing for zeros.
    writeFileSync(file, randomBytes(ballastBytes), { mode: 0o600 })
    return true
  } catch {
    // Without ballast everything else works; the next look tries again.
    rmSync(file, { force: true })
    return false
  }
}
