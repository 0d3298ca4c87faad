import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Beyond what anybody may reach: a network or a name, with one port or all. */
export interface AllowedTarget {
  readonly network: readonly [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined
  readonly name: string | undefined
  readonly port: number | undefined
}

/** Public addresses are reached at these; any other port has to be allowed. */
const publicPorts: readonly number[] = [80, 443]

/** Ports of protocols that a request could be mistaken for, as browsers refuse them; whatever is allowed. */
const neverPorts = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
])

const nameShape = /^[a-z\d_]([a-z\d_-]*[a-z\d_])?(\.[a-z\d_]([a-z\d_-]*[a-z\d_])?)*$/i

/**
 * Reads an entry of the list of what may be reached: `10.0.0.0/8`, `127.0.0.1:9090`, `prometheus:9090`, `[fd00::]/8`.
 * Answers a sentence where it is none.
 */
export function readAllowed(text: string): AllowedTarget | string {
  const [, bracketed, plain, prefix, port] =
    /^(?:\[([^\]]+)\]|([^:/[\]]+|[\da-f:]*:[\da-f:.]*))(?:\/(\d{1,3}))?(?::(\d{1,5}))?$/i.exec(text) ?? []
  const host = bracketed ?? plain
  const wrong = `${JSON.stringify(text)}: expected an address, a network or a host name, with a port where it is one, such as 10.0.0.0/8 or prometheus:9090`
  if (host === undefined || (port !== undefined && Number(port) > 65_535)) return wrong
  const allowedPort = port === undefined ? undefined : Number(port)
  if (isIP(host) === 0) {
    if (prefix !== undefined || !nameShape.test(host) || /^[\d.]+$/.test(host)) return wrong
    return { network: undefined, name: host.toLowerCase(), port: allowedPort }
  }
  const address = ipaddr.process(host)
  const bits = address.kind() === 'ipv4' ? 32 : 128
  const length = prefix === undefined ? bits : Number(prefix)
  return length > bits ? wrong : { network: [address, length], name: undefined, port: allowedPort }
}

/** Reads a list that was judged before. @throws Error where an entry is none */
export function allowedTargets(texts: readonly string[]): AllowedTarget[] {
  return texts.map((text) => {
    const read = readAllowed(text)
    if (typeof read === 'string') throw new Error(read)
    return read
  })
}

/** Why a request may not go to this address; undefined = it may. `host`: the name that it was found by. */
export function refuseAddress(
  allow: readonly AllowedTarget[],
  { host, address, port }: { host: string; address: string; port: number },
): string | undefined {
  if (neverPorts.has(port)) return `port ${port} belongs to another protocol`
  if (!ipaddr.isValid(address)) return `${address} is no address`
  // An IPv4 address that is written as an IPv6 one is what it is.
  const parsed = ipaddr.process(address)
  const isAllowed = allow.some(
    (one) => (one.port === undefined || one.port === port) && isWithin(one, host, parsed),
  )
  if (isAllowed) return undefined
  const range = rangeOf(parsed)
  if (range !== 'unicast') return `${parsed.toString()} is no public address (${range})`
  return publicPorts.includes(port) ? undefined : `port ${port} is not among ${publicPorts.join(' and ')}`
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

// All of IPv6 that is given to anybody. Outside of it stand old ways to write an IPv4 address, such as ::7f00:1.
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
/** It looks public, and is the virtual machine's own host within Azure. */
const azureHost = '168.63.129.16'

/** `unicast` is what anybody may reach. */
function rangeOf(address: Address): string {
  if (address.toString() === azureHost) return 'the host of virtual machines'
  const isElsewhere = address.kind() === 'ipv6' && !address.match(...globalUnicast)
  return isElsewhere && address.range() === 'unicast' ? 'unassigned' : address.range()
}

function isWithin({ network, name }: AllowedTarget, host: string, address: Address): boolean {
  if (name !== undefined) return name === host.toLowerCase()
  return network !== undefined && network[0].kind() === address.kind() && address.match(...network)
}
