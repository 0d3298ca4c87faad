/** The payloads of all frames behind a websocket's handshake, unmasked, in a row; empty for other traffic. */
export function payloadsOf(stream: Buffer): Buffer {
  const headersEnd = stream.indexOf('\r\n\r\n')
  if (headersEnd < 0 || !/upgrade: websocket/i.test(stream.subarray(0, headersEnd).toString('latin1')))
    return Buffer.alloc(0)
  const payloads: Buffer[] = []
  let rest = stream.subarray(headersEnd + 4)
  for (let frame = firstFrame(rest); frame !== undefined; frame = firstFrame(rest)) {
    payloads.push(frame.payload)
    rest = rest.subarray(frame.length)
  }
  return Buffer.concat(payloads)
}

/** RFC 6455, section 5.2. Undefined where the frame is not whole. */
function firstFrame(bytes: Buffer): { payload: Buffer; length: number } | undefined {
  const short = (bytes[1] ?? 0) & 0x7f
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
  if (bytes.length < 2 + lengthBytes) return undefined
  const size =
    lengthBytes === 0 ? short : bytes.readUIntBE(lengthBytes === 2 ? 2 : 4, lengthBytes === 2 ? 2 : 6)
  const isMasked = ((bytes[1] ?? 0) & 0x80) !== 0
  const start = 2 + lengthBytes + (isMasked ? 4 : 0)
  if (bytes.length < start + size) return undefined
  const payload = Buffer.from(bytes.subarray(start, start + size))
  if (isMasked) {
    const mask = bytes.subarray(start - 4, start)
    for (let index = 0; index < payload.length; index++)
      payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0)
  }
  return { payload, length: start + size }
}
