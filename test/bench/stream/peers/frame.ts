/** A text frame as a server sends it (RFC 6455: FIN, opcode 1, unmasked), for a text of 126 to 65,535 bytes. */
export function encodeTextFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const header = Buffer.from([0x81, 126, payload.length >> 8, payload.length & 0xff])
  return Buffer.concat([header, payload])
}
