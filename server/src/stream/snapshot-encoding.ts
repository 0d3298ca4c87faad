import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Position, SectionHashes } from '@ripcord/model'
import { type BookmarkMessage, type EpochProof, etagOf, protocolVersion } from '@ripcord/sync'

const compress = promisify(gzip)

/** A snapshot as it goes over the wire. */
export interface EncodedSnapshot {
  readonly at: Position
  /** Of its position; one object, so that it is encoded once. */
  readonly bookmark: BookmarkMessage
  readonly etag: string
  /** Bytes of the JSON, about: UTF-16 units where it is not ASCII. */
  readonly bytes: number
  /** The JSON in UTF-8. */
  plain(): Buffer
  /** The same, compressed once however often it is asked for. */
  gzip(): Promise<Buffer>
}

export interface SnapshotParts {
  environment: { id: string; key: string; project: string }
  at: Position
  proof: EpochProof
  hashes: SectionHashes
  /** JSON of the sections, kills first. */
  sectionsJson: string
}

/** Writes a `Snapshot` whose sections are JSON already. */
export function encodeSnapshot({ sectionsJson, ...parts }: SnapshotParts): EncodedSnapshot {
  const { at, hashes, proof } = parts
  const head = JSON.stringify({ protocol: protocolVersion, ...parts })
  const json = `${head.slice(0, -1)},"sections":${sectionsJson}}`
  let plain: Buffer | undefined
  let zipped: Promise<Buffer> | undefined
  const bytes = () => {
    plain ??= Buffer.from(json, 'utf8')
    return plain
  }
  return {
    at,
    bookmark: { type: 'bookmark', at, hashes, proof },
    etag: etagOf(hashes),
    bytes: json.length,
    plain: bytes,
    gzip: () => {
      zipped ??= compress(bytes(), { level: 6 })
      return zipped
    },
  }
}
