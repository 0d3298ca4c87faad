/**
 * An IP address as four words of 32 bits. An IPv4 address stands as the IPv6 address that maps it (::ffff:0:0/96), so
 * that both ways to write it are one.
 */
export type Address = readonly [number, number, number, number]

const decimal = /^(?:0|[1-9]\d{0,2})$/
const hex = /^[0-9a-f]{1,4}$/i
/** The longest text of an IPv6 address: six groups, and an IPv4 address for the last two. */
const maxLength = 45

/** Undefined where `text` is no address. A leading 0 in IPv4, which some read as octal, and a zone are refused. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > maxLength) return undefined
  if (text.includes(':')) return parseV6(text)
  const word = parseV4(text)
  return word === undefined ? undefined : [0, 0, 0xffff, word]
}

export function isV4([first, second, third]: Address): boolean {
  return first === 0 && second === 0 && third === 0xffff
}

function parseV4(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let word = 0
  for (const part of parts) {
    const byte = decimal.test(part) ? Number(part) : 256
    if (byte > 255) return undefined
    word = word * 256 + byte
  }
  return word
}

function parseV6(text: string): Address | undefined {
  const halves = text.split('::')
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  if (halves.length === 1) return head?.length === 8 ? wordsOf(head) : undefined
  const tail = parseGroups(halves[1] ?? '', true)
  if (halves.length > 2 || head === undefined || tail === undefined) return undefined
  const left = 8 - head.length - tail.length
  if (left < 1) return undefined
  return wordsOf([...head, ...Array.from({ length: left }, () => 0), ...tail])
}

/** Groups of 16 bits; none of the empty text. The last one may be an IPv4 address, which makes two. */
function parseGroups(text: string, isLast: boolean): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (hex.test(part)) groups.push(Number.parseInt(part, 16))
    else {
      const word = isLast && i === parts.length - 1 ? parseV4(part) : undefined
      if (word === undefined) return undefined
      groups.push(Math.floor(word / 0x10000), word % 0x10000)
    }
  }
  return groups
}

function wordsOf(groups: readonly number[]): Address {
  const word = (i: number) => (groups[2 * i] ?? 0) * 0x10000 + (groups[2 * i + 1] ?? 0)
  return [word(0), word(1), word(2), word(3)]
}
