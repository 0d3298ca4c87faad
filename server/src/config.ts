import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { nearest } from '@ripcord/model'
import { z } from 'zod'
import { readAllowed } from './egress/allowed.js'

/** Exit code for a configuration that can't be used (EX_CONFIG of sysexits.h). */
export const badConfigExitCode = 78

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const publicUrlSchema = z
  .url({ protocol: /^https?$/, error: 'expected an http or https URL', abort: true })
  .refine(
    (text) => {
      const url = new URL(text)
      return url.pathname === '/' && url.search === '' && url.hash === ''
    },
    { error: 'expected scheme, host and port alone: a path is not supported' },
  )
  .refine((text) => !text.includes('@'), {
    error: 'has a user or password in it, which would be shown: leave them out',
  })

/** An address of this machine, or a name of it; four numbers that are no address are a slip, not a name. */
const hostSchema = z
  .string()
  .refine(
    (text) => isIP(text) !== 0 || (/^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(text) && !/^[\d.]+$/.test(text)),
    {
      error: 'expected an IP address or a host name, such as 127.0.0.1, 0.0.0.0 or localhost',
    },
  )

const portSchema = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, {
    error: 'expected a port number in decimal digits, 0 to 65535',
  })
  .transform(Number)

const connectsPerSecondSchema = z
  .string()
  .refine((text) => /^[1-9]\d{0,5}$/.test(text), { error: 'expected a whole number from 1 to 999999' })
  .transform(Number)

/** `1` = how many proxies stand in front; otherwise their addresses, networks, or express' names for them. */
const trustProxySchema = z.string().transform((text, check) => {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  const proxies = text.split(',').map((proxy) => proxy.trim())
  for (const proxy of proxies) {
    if (isProxy(proxy)) continue
    check.addIssue({
      code: 'custom',
      message: `${JSON.stringify(proxy)}: expected how many proxies stand in front, or their addresses (10.0.0.0/8, loopback)`,
    })
  }
  return proxies
})

/** What express takes for a proxy: it would refuse another late, and without the variable's name. */
function isProxy(text: string): boolean {
  if (/^(loopback|linklocal|uniquelocal)$/.test(text)) return true
  const [, address = '', prefix] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const version = isIP(address)
  if (version === 0 || prefix === undefined) return version !== 0
  return Number(prefix) >= 1 && Number(prefix) <= (version === 4 ? 32 : 128)
}

/** What checks, notifications and confirmations may reach beside public addresses at the ports 80 and 443. */
const egressAllowSchema = z.string().transform((text, check) => {
  const entries = text.split(',').map((entry) => entry.trim())
  for (const entry of entries) {
    const read = readAllowed(entry)
    if (typeof read === 'string') check.addIssue({ code: 'custom', message: read })
  }
  return entries
})

/** Where mail goes out, with its credentials. */
const smtpUrlSchema = z.url({
  protocol: /^smtps?$/,
  error: 'expected smtp://host:port or smtps://host:port, with user:password@ before the host where it asks',
})

const mailFromSchema = z.string().regex(/^([^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
  error: 'expected an address, such as ripcord@shop.example or Ripcord <ripcord@shop.example>',
})

const environmentSchema = z.object({
  // A fresh server speaks plain HTTP, so it is not offered to the network unasked. A container's network is its own:
  // the image sets 0.0.0.0.
  HOST: hostSchema.default('127.0.0.1'),
  PORT: portSchema.default(4400),
  PUBLIC_URL: publicUrlSchema.optional(),
  RIPCORD_DATA: z.string().default('./data'),
  DATABASE_URL: z
    .undefined({ error: 'PostgreSQL is not supported yet: leave it out, and data live in RIPCORD_DATA' })
    .optional(),
  RIPCORD_ADMIN_TOKEN: z
    .string()
    .min(24, { error: 'expected at least 24 characters: `openssl rand -hex 32` makes a good one' })
    .regex(/^[\x21-\x7e]*$/, {
      error: 'has white space or characters beyond ASCII in it: no request could carry it',
    })
    .optional(),
  TRUST_PROXY: trustProxySchema.optional(),
  SDK_CONNECTS_PER_SECOND: connectsPerSecondSchema.default(400),
  RIPCORD_EGRESS_ALLOW: egressAllowSchema.default([]),
  RIPCORD_DEMO: z.enum(['0', '1'], { error: 'expected 0 or 1' }).optional(),
  // Set by the image alone.
  RIPCORD_CONTAINER: z.enum(['1'], { error: 'expected 1, as the image sets it, or nothing' }).optional(),
  RIPCORD_SMTP_URL: smtpUrlSchema.optional(),
  RIPCORD_MAIL_FROM: mailFromSchema.default('ripcord@localhost'),
  LOG_LEVEL: z.enum(logLevels, { error: `expected one of ${logLevels.join(', ')}` }).default('info'),
})

export interface Config {
  host: string
  port: number
  /** How people and services reach the server; null = by whatever host they ask for. */
  publicUrl: string | null
  /** Absolute path of the data folder. */
  dataFolder: string
  adminToken: string | null
  /** Whose forwarded headers count: false = nobody's, else hops or addresses, as express takes them. */
  trustProxy: false | number | string[]
  /** More SDKs than this are told to come again a little later. */
  sdkConnectsPerSecond: number
  /** Networks and names that requests may go to, beside public addresses; see `readAllowed`. */
  egressAllow: string[]
  /** Whether the live demo may run: null = where the server is a machine of one's own. */
  demo: boolean | null
  isContainer: boolean
  /** How mail goes out; null = it does not. */
  mail: { url: string; from: string } | null
  logLevel: (typeof logLevels)[number]
}

/** `warnings`: what was set and does nothing. */
export type ConfigResult =
  | { type: 'config'; config: Config; warnings: string[] }
  | { type: 'mistakes'; mistakes: string[] }

/** Reads the configuration from environment variables; an empty variable counts as not set. Reports every mistake. */
export function readConfig(environment: { readonly [name: string]: string | undefined }): ConfigResult {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '')
  const parsed = environmentSchema.safeParse(Object.fromEntries(set))
  if (!parsed.success) {
    return {
      type: 'mistakes',
      mistakes: parsed.error.issues.map((issue) => mistake(issue.path.join('.'), issue.message, environment)),
    }
  }
  const read = parsed.data
  return {
    type: 'config',
    warnings: set.filter(([name, value]) => isSlip(name, value ?? '')).map(([name]) => slip(name)),
    config: {
      host: read.HOST,
      port: read.PORT,
      publicUrl: read.PUBLIC_URL?.replace(/\/$/, '') ?? null,
      dataFolder: resolve(read.RIPCORD_DATA),
      adminToken: read.RIPCORD_ADMIN_TOKEN ?? null,
      trustProxy: read.TRUST_PROXY ?? false,
      sdkConnectsPerSecond: read.SDK_CONNECTS_PER_SECOND,
      egressAllow: read.RIPCORD_EGRESS_ALLOW,
      demo: read.RIPCORD_DEMO === undefined ? null : read.RIPCORD_DEMO === '1',
      isContainer: read.RIPCORD_CONTAINER === '1',
      mail:
        read.RIPCORD_SMTP_URL === undefined
          ? null
          : { url: read.RIPCORD_SMTP_URL, from: read.RIPCORD_MAIL_FROM },
      logLevel: read.LOG_LEVEL,
    },
  }
}

const prefix = 'RIPCORD_'
const variables = Object.keys(environmentSchema.shape)
/** Those of the SDK, of the command line and of the examples, which may stand in the same environment. */
const otherPrograms = [
  'RIPCORD_OVERRIDE',
  'RIPCORD_OVERRIDE_FILE',
  'RIPCORD_SDK_KEY',
  'RIPCORD_TOKEN',
  'RIPCORD_URL',
]

/** Whether somebody seems to believe that this variable does something. */
function isSlip(name: string, value: string): boolean {
  if (!name.startsWith(prefix) || variables.includes(name) || otherPrograms.includes(name)) return false
  // Kubernetes sets these in every pod beside a service that is called ripcord.
  return !/^RIPCORD_(SERVICE_(HOST|PORT)|PORT_\d+_)/.test(name) && !/^(tcp|udp|sctp):\/\//.test(value)
}

function slip(name: string): string {
  // Without what all have in common, which would make every name near.
  const endings = new Map(variables.map((variable) => [variable.replace(prefix, ''), variable]))
  const near = nearest(name.slice(prefix.length), endings.keys())
  const todo =
    near === undefined
      ? `leave it out, or set one of ${variables.join(', ')}`
      : `did you mean ${endings.get(near)}?`
  return `${name} is not known here and does nothing: ${todo}`
}

/** Variables whose values may hold a secret: a password, a token. */
const secretVariables = ['RIPCORD_ADMIN_TOKEN', 'RIPCORD_SMTP_URL', 'DATABASE_URL']

function mistake(
  name: string,
  message: string,
  environment: { readonly [name: string]: string | undefined },
) {
  const seen = environment[name] ?? ''
  // What stands before an @ may be a password.
  const mayShow = !secretVariables.includes(name) && !seen.includes('@')
  return `${name}: ${message}${mayShow ? `, saw ${JSON.stringify(seen.slice(0, 100))}` : ''}`
}

/** The configuration as it may be shown. */
export function redactConfig(config: Config): { [name: string]: unknown } {
  const { adminToken, mail } = config
  return {
    ...config,
    adminToken: adminToken === null ? null : '(set)',
    mail: mail === null ? null : { ...mail, url: '(set)' },
  }
}
