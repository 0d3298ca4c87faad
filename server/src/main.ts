import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { systemClock } from './clock.js'
import { collectGarbage } from './collect-garbage.js'
import { packageVersion } from './version.js'
import { growWithWork, staySmall } from './young-generation.js'

staySmall()
// Not before: what they import is most of what is loaded.
const { createApp } = await import('./app.js')
const { badConfigExitCode, readConfig, redactConfig } = await import('./config.js')
const { createLogger } = await import('./http/logging.js')

/** Reads the environment, starts the server, and stops it on SIGTERM or SIGINT. */
export async function main(): Promise<void> {
  const read = readConfig(process.env)
  if (read.type === 'mistakes') {
    process.stderr.write(
      `The configuration can't be used:\n${read.mistakes.map((line) => `  ${line}\n`).join('')}`,
    )
    process.exit(badConfigExitCode)
  }
  const { config } = read
  if (process.argv.includes('--print-config')) {
    process.stdout.write(`${JSON.stringify(redactConfig(config), null, 2)}\n`)
    return
  }
  const log = createLogger(config.logLevel)
  for (const warning of read.warnings) log.warn(warning)
  try {
    const app = await createApp(config, { clock: systemClock, log, version: packageVersion() })
    collectGarbage()
    const { url, loginUrl } = await app.listen()
    growWithWork()
    const say = (line: string) => process.stdout.write(`${line}\n`)
    say(`Ripcord ${packageVersion()} on ${url}, storage SQLite at ${config.dataFolder}, mode single`)
    say(`  console   ${url}/`)
    say(
      `  log in    ${loginUrl ? `${loginUrl}   (once, within 24 hours)` : '`ripcord link` prints a one-time link'}`,
    )
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal))

    async function stop(signal: string): Promise<void> {
      log.info({ signal }, 'stopping')
      // A second signal finds nobody listening, and ends the process at once.
      process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT')
      await app.close()
    }
  } catch (error) {
    process.stderr.write(`Ripcord can't start: ${error instanceof Error ? error.message : String(error)}\n`)
    // Something that was opened before it failed would keep the process.
    process.exit(1)
  }
}

/** Of this program alone: `ripcord start` has read its own. */
function refuseArguments(): void {
  const unknown = process.argv.slice(2).find((argument) => argument !== '--print-config')
  if (unknown === undefined) return
  const isHelp = unknown === '--help' || unknown === '-h'
  const said = isHelp ? '' : `There is no ${unknown} here. `
  const stream = isHelp ? process.stdout : process.stderr
  stream.write(
    `${said}The server is configured by its environment: --print-config shows it, and the README explains it.\n`,
  )
  process.exit(isHelp ? 0 : badConfigExitCode)
}

const startedFile = process.argv[1]
if (startedFile !== undefined && realpathSync(startedFile) === fileURLToPath(import.meta.url)) {
  refuseArguments()
  await main()
}
