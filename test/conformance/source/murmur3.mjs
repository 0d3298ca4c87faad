/** murmur3_x86_32 over the bytes of UTF-8, seed 0: written apart from the implementation that the vectors test. */
export function murmur3(text) {
  const bytes = new TextEncoder().encode(text)
  const view = new DataView(bytes.buffer)
  const whole = bytes.length - (bytes.length % 4)
  let h = 0
  for (let i = 0; i < whole; i += 4) {
    h ^= scramble(view.getUint32(i, true))
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  }
  let rest = 0
  for (let i = bytes.length - 1; i >= whole; i--) rest = (rest << 8) | bytes[i]
  h ^= scramble(rest) ^ bytes.length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function scramble(k) {
  k = Math.imul(k, 0xcc9e2d51)
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593)
}

/** The exact bucket, in integers. */
export function bucket(text, totalWeight) {
  return Number((BigInt(murmur3(text)) * BigInt(totalWeight)) >> 32n)
}
