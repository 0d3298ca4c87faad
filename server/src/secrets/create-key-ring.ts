import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import type { Json, Kill } from '@ripcord/model'
import { canonicalJson } from '@ripcord/model/plain'
import type { KeyRing } from './key-ring.js'

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** A key ring of 32 secret bytes; each use has a key of its own, derived from them. */
export function createKeyRing(secret: Uint8Array, createdAt: Date): KeyRing {
  const proofKey = derive(secret, 'ripcord epoch proof v1')
  const killKey = derive(secret, 'ripcord kill mac v1')
  const boxKey = derive(secret, 'ripcord box v1')

  const proveEpoch = (environmentId: string, epoch: string) => mac(proofKey, [environmentId, epoch])
  const killMac = (environmentId: string, kill: Omit<Kill, 'mac'>) =>
    mac(killKey, [environmentId, canonicalJson(withoutMac(kill) as unknown as Json)])

  return {
    createdAt,
    proveEpoch,
    checkEpoch: (environmentId, epoch, proof) => isSame(proveEpoch(environmentId, epoch), proof),
    killMac,
    checkKill: (environmentId, kill) => isSame(killMac(environmentId, kill), kill.mac),
    seal: (plain, context) => seal(boxKey, plain, context),
    open: (box, context) => open(boxKey, box, context),
  }
}

function derive(secret: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), use, 32))
}

/** HMAC-SHA-256 over the parts, base64url. JSON keeps the parts apart, whatever is in them. */
function mac(key: Buffer, parts: readonly string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url')
}

/** The lifting of a kill is the server's word about it, made later, and no part of the record. */
function withoutMac(kill: Omit<Kill, 'mac'>): Omit<Kill, 'mac'> {
  const { mac: _mac, lifted: _lifted, ...record } = kill as Kill & { lifted?: unknown }
  return record
}

function isSame(expected: string, given: string): boolean {
  const a = Buffer.from(expected)
  const b = Buffer.from(given)
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Nonce, tag, cipher text. */
function seal(key: Buffer, plain: Uint8Array, context: string): Uint8Array {
  const nonce = randomBytes(nonceBytes)
  const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(context))
  const text = Buffer.concat([sealing.update(plain), sealing.final()])
  return Buffer.concat([nonce, sealing.getAuthTag(), text])
}

function open(key: Buffer, box: Uint8Array, context: string): Uint8Array {
  const bytes = Buffer.from(box)
  const nonce = bytes.subarray(0, nonceBytes)
  const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes)
  try {
    const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes })
      .setAAD(Buffer.from(context))
      .setAuthTag(tag)
    return Buffer.concat([opening.update(bytes.subarray(nonceBytes + tagBytes)), opening.final()])
  } catch (error) {
    throw new Error(`A sealed secret (${context}) can't be opened: is the key file the one that sealed it?`, {
      cause: error,
    })
  }
}
