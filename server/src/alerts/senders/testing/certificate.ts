import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'

/** A certificate that signs itself, and its key: as much of X.509 as a parser asks for. */
export interface Certificate {
  pem: string
  key: KeyObject
}

export function makeCertificate(from = '250101000000Z', to = '491231235959Z'): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const algorithm = sequence(Buffer.from('06092a864886f70d01010b0500', 'hex'))
  const validity = sequence(tagged(0x17, Buffer.from(from)), tagged(0x17, Buffer.from(to)))
  const nobody = sequence()
  const signed = sequence(
    tagged(0xa0, Buffer.from('020102', 'hex')),
    Buffer.from('020101', 'hex'),
    algorithm,
    nobody,
    validity,
    nobody,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = createSign('RSA-SHA256').update(signed).sign(privateKey)
  const whole = sequence(signed, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])))
  const text = whole.toString('base64').replaceAll(/.{64}/g, '$&\n')
  return { pem: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`, key: privateKey }
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

function tagged(tag: number, bytes: Buffer): Buffer {
  const { length } = bytes
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), bytes])
}
