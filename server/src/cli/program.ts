import { resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { packageVersion } from '../version.js'
import { addApiCommands } from './api-commands.js'
import { runBackup } from './backup-command.js'
import { CommandFailure, type ExitCode, exitCodes } from './exit-codes.js'
import { type KillOptions, runKill } from './kill-command.js'
import type { KillDirectly } from './kill-directly.js'
import { runLink } from './link-command.js'
import { runRestore } from './restore-command.js'
import type { Terminal } from './terminal.js'
import { runVerify } from './verify-command.js'

export interface ProgramOptions {
  /** As the shell gave them, without node and script. */
  args: readonly string[]
  environment: { readonly [name: string]: string | undefined }
  terminal: Terminal
  /** Runs the server; comes back once it has started. */
  start: () => Promise<void>
  /** Commits a kill without a server. */
  killDirectly: KillDirectly
}

/** Runs one command; the exit code tells how it went. */
export async function runProgram(options: ProgramOptions): Promise<ExitCode> {
  const { terminal } = options
  try {
    await createProgram(options).parseAsync([...options.args], { from: 'user' })
    return exitCodes.ok
  } catch (error) {
    // Commander has said what it had to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    terminal.message(error instanceof Error ? error.message : String(error))
    return error instanceof CommandFailure ? error.exitCode : exitCodes.failure
  }
}

function createProgram({ environment, terminal, start, killDirectly }: ProgramOptions): Command {
  const dataDir = resolve(environment.RIPCORD_DATA?.trim() || './data')
  const program = new Command('ripcord')
    .description(
      'Feature flags that pull themselves when a release goes bad. RIPCORD_DATA names the data folder.',
    )
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.message(text.trimEnd()),
    })
    .showHelpAfterError('(ripcord --help shows every command)')

  program.command('start').description('run the server').action(start)

  program
    .command('backup')
    .description('copy the database to a new file, also while the server runs')
    .argument('<file>', 'the backup to make')
    .option('--json', 'tell the result as one JSON object', false)
    .action((file: string, { json }: { json: boolean }) => runBackup({ dataDir, to: file, json }, terminal))

  program
    .command('restore')
    .description('put a backup in the place of the database, with a new epoch; kills are carried over')
    .argument('<file>', 'the backup to restore')
    .option('--force', 'also where no checksum vouches for its bytes', false)
    .option('--json', 'tell the result as one JSON object', false)
    .action((file: string, { force, json }: { force: boolean; json: boolean }) =>
      runRestore({ dataDir, backup: file, force, json }, terminal),
    )

  program
    .command('verify')
    .description('read the whole log against its hash chain, also while the server runs')
    .option('--json', 'tell the result as one JSON object', false)
    .action(({ json }: { json: boolean }) => runVerify({ dataDir, json }, terminal))

  program
    .command('link')
    .description('a one-time link that logs the owner in; the first start prints one by itself')
    .option('--json', 'tell the result as one JSON object', false)
    .action(({ json }: { json: boolean }) => runLink({ dataDir, environment, json }, terminal))

  program
    .command('kill')
    .description('break-glass: kill flags, with the server running, hanging or gone')
    .usage('<flag...> --project <key> --environment <key> --reason <text> [options]')
    .argument('[flag...]', 'keys of the flags')
    .option('--project <key>', 'their project')
    .option('--environment <key>', 'where to kill them')
    .option('--reason <text>', 'why, for people to read')
    .option('--episode <id>', 'what it answers to: two kills of one episode are one')
    .option('--json', 'tell the result as one JSON object', false)
    .action((flags: string[], given: GivenToKill, command: Command) =>
      runKill({ ...needed(flags, given, command), dataDir }, terminal, killDirectly),
    )

  addApiCommands(program, { dataDir, environment }, terminal)

  program
    .command('replay')
    .description('decide again on what the guard knew of a release, and compare with what it decided then')
    .argument('<release>', 'key of the release')
    .requiredOption('--project <key>', 'its project')
    .requiredOption('--environment <key>', 'where it runs')
    .option('--generation <n>', 'which run of it; the newest where left out', Number)
    .option('--json', 'tell the result as one JSON object', false)
    .action(async (release: string, given: GivenToReplay) => {
      // Loaded for this command alone: a kill should not wait for it.
      const { runReplay } = await import('./replay-command.js')
      await runReplay({ dataDir, release, generation: undefined, ...given }, terminal)
    })
  return program
}

interface GivenToReplay {
  project: string
  environment: string
  generation?: number
  json: boolean
}

interface GivenToKill {
  project?: string
  environment?: string
  reason?: string
  episode?: string
  json: boolean
}

/** Says of all that is missing at once: commander names one thing at a time, to somebody who is in a hurry. */
function needed(flags: string[], given: GivenToKill, command: Command): Omit<KillOptions, 'dataDir'> {
  const { project, environment, reason, episode, json } = given
  if (flags.length > 0 && project !== undefined && environment !== undefined && reason !== undefined)
    return { flags, project, environment, reason, episode, json }
  const missing = [
    ...(flags.length === 0 ? ['<flag...>'] : []),
    ...(project === undefined ? ['--project <key>'] : []),
    ...(environment === undefined ? ['--environment <key>'] : []),
    ...(reason === undefined ? ['--reason <text>'] : []),
  ]
  return command.error(`error: ${missing.join(', ')} missing`)
}
