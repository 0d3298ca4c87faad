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

/** The name of the file beside a database that holds the space. */
export function ballastFile(database: string): string {
  return `${database}.ballast`
}

/** Ballast in a file, made at once. */
export function openBallast(file: string, clock: Clock): Ballast {
  let lookedAt = Number.NEGATIVE_INFINITY
  const ballast: Ballast = {
    release() {
      rmSync(file, { force: true })
      lookedAt = clock.monotonic()
    },
    keep() {
      if (clock.monotonic() - lookedAt < lookAgainAfterMs) return
      lookedAt = clock.monotonic()
      // A break-glass kill beside this process may have given it away.
      if (!existsSync(file)) make(file)
    },
  }
  ballast.keep()
  return ballast
}

function make(file: string): void {
  try {
    const disk = statfsSync(dirname(file))
    if (disk.bavail * disk.bsize < roomFactor * ballastBytes) return
    // Random bytes: a file system that compresses would reserve nothing for zeros.
    writeFileSync(file, randomBytes(ballastBytes), { mode: 0o600 })
  } catch {
    // Without ballast everything else works; the next look tries again.
    rmSync(file, { force: true })
  }
}
