import { readFileSync } from 'node:fs'

const headerBytes = 32
const frameHeaderBytes = 24
/** A page has the size that SQLite gives a new database. */
const frameBytes = frameHeaderBytes + 4096

/**
 * What to tell an operator where the WAL of a database that nobody closed is damaged; undefined where it is not. SQLite
 * takes the first frame that does not fit for the end, and goes on without what was committed from there on. One commit
 * may end there for a good reason: a power failure cut it off, and nobody was told that it stands.
 */
export function walWarning(file: string): string | undefined {
  const wal = readIfThere(`${file}-wal`)
  if (wal === undefined || commitsBehindDamage(wal) < 2) return undefined
  return (
    `${file}-wal is damaged: the last changes that it had can't be read any more, and are lost from the log. ` +
    'SDKs go back to the state before them, and kills that they hold and it lacks are taken up again: ' +
    'look through the newest changes, and at the disk.'
  )
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** See "The WAL File Format" in SQLite's documentation. */
function commitsBehindDamage(wal: Buffer): number {
  const first = wal.subarray(headerBytes, headerBytes + frameBytes)
  if (first.length < frameBytes) return 0
  const sum = (wal.readUInt32BE(0) & 1) === 1 ? sumOf('readUInt32BE') : sumOf('readUInt32LE')
  let sums = sum([0, 0], wal.subarray(0, 24))
  let fits = isAt(wal, 24, sums)
  // Frames with other salts are left over from before the file was begun anew.
  const salts = fits ? wal.subarray(16, 24) : first.subarray(8, 16)
  let commits = 0
  for (let at = headerBytes; at + frameBytes <= wal.length; at += frameBytes) {
    const frame = wal.subarray(at, at + frameBytes)
    const isOurs = frame.subarray(8, 16).equals(salts)
    sums = sum(sum(sums, frame.subarray(0, 8)), frame.subarray(frameHeaderBytes))
    fits = fits && isOurs && isAt(frame, 16, sums)
    const endsCommit = frame.readUInt32BE(4) !== 0
    if (!fits && isOurs && endsCommit) commits++
  }
  return commits
}

type Sums = readonly [number, number]

function sumOf(readWord: 'readUInt32BE' | 'readUInt32LE') {
  return ([first, second]: Sums, bytes: Buffer): Sums => {
    let a = first
    let b = second
    for (let at = 0; at < bytes.length; at += 8) {
      a = (a + bytes[readWord](at) + b) >>> 0
      b = (b + bytes[readWord](at + 4) + a) >>> 0
    }
    return [a, b]
  }
}

function isAt(bytes: Buffer, at: number, [first, second]: Sums): boolean {
  return bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second
}
