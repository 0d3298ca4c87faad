import { isIP } from 'node:net'

/** Where a demo would run. */
export interface DemoSetting {
  /** What the server is bound to; undefined where it does not listen yet. */
  address: string | undefined
  /** How people and services reach it; null = by whatever host they ask for. */
  publicUrl: string | null
  /** Whether data are in a file of this process. */
  isEmbedded: boolean
  isContainer: boolean
  /** RIPCORD_DEMO; null where it says nothing. */
  allowed: boolean | null
  /** Whether the shop's programs are where the server finds them. */
  hasShop: boolean
}

/** Why the demo can't be started on this server, and what to do; null where it can. */
export function refusalOf(setting: DemoSetting): string | null {
  const { address, publicUrl, isEmbedded, isContainer, allowed, hasShop } = setting
  if (allowed === false) return 'The live demo is turned off on this server, by RIPCORD_DEMO=0.'
  if (!isEmbedded)
    return 'The live demo runs on the embedded store alone: start a server of your own for it, without DATABASE_URL.'
  if (isContainer) {
    // Its network is its own, and so is what listens there.
    if (allowed !== true)
      return 'In a container the live demo starts processes only where RIPCORD_DEMO=1 says that it may.'
  } else {
    if (address === undefined || !isLoopback(address))
      return `The live demo runs only where nobody else can reach the server, and this one listens on ${address ?? 'nothing yet'}: start one with HOST=127.0.0.1.`
    if (publicUrl !== null && !isLoopback(new URL(publicUrl).hostname))
      return `The live demo runs only where nobody else can reach the server, and others reach this one at ${publicUrl} (PUBLIC_URL).`
  }
  if (!hasShop)
    return 'The example shop is not beside this server: it comes with the repository, where `pnpm build` builds it.'
  return null
}

/** An address, or the name of one, by which only this machine reaches itself. */
function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true
  if (isIP(bare) === 4) return bare.startsWith('127.')
  return bare === '::1' || bare.startsWith('::ffff:127.')
}
