import { readFileSync } from 'node:fs'

const headerBytes = 32
const frameHeaderBytes = 24
/** A page has the size that SQLite gives a new database. */
const frameBytes = frameHeaderBytes + 4096

/**
 * - `damaged`: SQLite takes the first frame that does not fit for the end, and goes on without what was committed from
 *   there on. One commit may end there for a good reason: a power failure cut it off, and nobody was told that it stands.
 * - `cut`: the file ends inside a frame, as a process that is killed leaves it, or somebody who cuts it short.
 */
export type WalFinding = 'damaged' | 'cut'

/** What is wrong with the WAL beside a database; undefined where it is whole, or not there. */
export function examineWal(file: string): WalFinding | undefined {
  const wal = readIfThere(`${file}-wal`)
  if (wal === undefined || wal.length === 0) return undefined
  const { commitsBehindDamage, endsInFrame } = readFrames(wal)
  if (commitsBehindDamage >= 2) return 'damaged'
  return endsInFrame ? 'cut' : undefined
}

/** What to tell an operator of the WAL of a database that nobody closed, before it is opened; undefined where it is whole. */
export function walWarning(file: string): string | undefined {
  const found = examineWal(file)
  return found && tellWal(file, found)
}

export function tellWal(file: string, found: WalFinding): string {
  switch (found) {
    case 'damaged':
      return (
        `${file}-wal is damaged: the last changes that it had can't be read any more, and are lost from the log. ` +
        'SDKs go back to the state before them, and kills that they hold and it lacks are taken up again: ' +
        'look through the newest changes, and at the disk.'
      )
    case 'cut':
      return (
        `${file}-wal ends in the middle of a page, and what it ends with can't be read. Of a server that was killed while ` +
        'it wrote, that is a change that nobody was told of; if the file was cut short, acknowledged ones are lost: ' +
        'look through the newest changes.'
      )
  }
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
function readFrames(wal: Buffer): { commitsBehindDamage: number; endsInFrame: boolean } {
  const isOdd = wal.length < headerBytes || (wal.length - headerBytes) % frameBytes !== 0
  const first = wal.subarray(headerBytes, headerBytes + frameBytes)
  if (first.length < frameBytes) return { commitsBehindDamage: 0, endsInFrame: isOdd }
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
  // Behind frames that are left over it does not matter where the file ends.
  return { commitsBehindDamage: commits, endsInFrame: isOdd && fits }
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
