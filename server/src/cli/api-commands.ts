import type { Command } from 'commander'
import type { ApiOptions } from './ask-api.js'
import type { Terminal } from './terminal.js'

// Each loads its part when it runs: with it comes the whole of the API, for which a kill should not wait.

interface Given {
  project: string
  environment: string
  server?: string
  json: boolean
}

interface GivenToCreate extends Given {
  kind: string
  sender: string
  name: string
  auth?: string
  secretFile?: string
  releases?: string
  service?: string
  label: Record<string, string>
  topic: string[]
  called: string[]
  template?: string
}

/** Commands that ask the server over HTTP. */
export function addApiCommands(
  program: Command,
  { dataDir, environment }: Pick<ApiOptions, 'dataDir' | 'environment'>,
  terminal: Terminal,
): void {
  const apiOptions = ({ server, json }: Pick<Given, 'server' | 'json'>): ApiOptions => ({
    dataDir,
    environment,
    server,
    json,
  })
  const inPlace = (given: Given) => ({
    ...apiOptions(given),
    project: given.project,
    in: given.environment,
  })

  const release = program.command('release').description('releases: as files say them, and their kill')
  asking(release.command('apply'))
    .description('make a release what a file says; the same file again changes nothing')
    .argument('<file>', 'ripcord.yaml, or the same as JSON')
    .requiredOption('--project <key>', 'its project')
    .action(async (file: string, given: Given) => {
      const { runApply } = await import('./release-command.js')
      await runApply({ ...apiOptions(given), file, project: given.project }, terminal)
    })
  placed(release.command('kill'))
    .description('kill all flags of a release that runs; it ends with it')
    .argument('<release>', 'key of the release')
    .requiredOption('--reason <text>', 'why, for people to read')
    .action(async (key: string, given: Given & { reason: string }) => {
      const { runKillRelease } = await import('./release-command.js')
      await runKillRelease({ ...inPlace(given), release: key, reason: given.reason }, terminal)
    })

  placed(program.command('incident'))
    .description('what came of a kill, and what to kill next where it has not helped')
    .argument('[kill]', 'id of the kill; the newest where left out')
    .action(async (kill: string | undefined, given: Given) => {
      const { runIncident } = await import('./incident-command.js')
      await runIncident({ ...inPlace(given), kill }, terminal)
    })

  const source = program.command('source').description('sources, which deliver alerts or deployments')
  placed(source.command('create'))
    .description('a new source: prints the address to paste, and its credential once')
    .requiredOption(
      '--sender <format>',
      'who delivers: alertmanager, grafana … (docs/senders.md), github, argocd … (docs/deployments.md)',
    )
    .option('--kind <kind>', 'what it delivers: alerts, or deployments', 'alerts')
    .requiredOption('--name <name>', 'for people to know it by')
    .option('--auth <way>', 'how it proves itself; the first way of its sender where left out')
    .option('--secret-file <file>', 'holds the secret of hmac, where the sender has made it')
    .option('--releases <prefix>', 'only releases whose keys begin so')
    .option('--service <name>', 'only releases that name this service')
    .option('--label <name=from>', 'a label, from a JSON Pointer or as a text; may be repeated', label, {})
    .option('--topic <arn>', 'a topic of sns that may subscribe; may be repeated', more, [])
    .option(
      '--called <name>',
      'of deployments: what the sender calls the environment; may be repeated',
      more,
      [],
    )
    .option('--template <file>', 'of deployments: a release without key and build, to make drafts of')
    .action(async ({ label: labels, topic: topics, template, ...given }: GivenToCreate) => {
      const { runCreateSource } = await import('./source-command.js')
      const { kind, sender, name, auth, secretFile, releases, service, called } = given
      const whole = {
        kind,
        sender,
        name,
        auth,
        secretFile,
        releases,
        service,
        labels,
        topics,
        called,
        template,
      }
      await runCreateSource({ ...inPlace(given), ...whole }, terminal)
    })
  placed(source.command('list'))
    .description('sources of an environment')
    .action(async (given: Given) => {
      const { runListSources } = await import('./source-command.js')
      await runListSources(inPlace(given), terminal)
    })
  placed(source.command('rotate'))
    .description('another source that is as this one, with an address and a credential of its own')
    .argument('<source>', 'id of the source')
    .option('--secret-file <file>', 'holds the secret of hmac, where the sender has made it')
    .action(async (id: string, given: Given & { secretFile?: string }) => {
      const { runRotateSource } = await import('./source-command.js')
      await runRotateSource({ ...inPlace(given), source: id, secretFile: given.secretFile }, terminal)
    })
  placed(source.command('delete'))
    .description('revoke a source: what it delivers from now on is refused')
    .argument('<source>', 'id of the source')
    .action(async (id: string, given: Given) => {
      const { runDeleteSource } = await import('./source-command.js')
      await runDeleteSource({ ...inPlace(given), source: id }, terminal)
    })

  located(program.command('status'))
    .description('whether the server serves, and whether its guard looks')
    .action(async (given: Pick<Given, 'server' | 'json'>) => {
      const { runStatus } = await import('./status-command.js')
      await runStatus(apiOptions(given), terminal)
    })
}

function placed(command: Command): Command {
  return asking(command)
    .requiredOption('--project <key>', 'its project')
    .requiredOption('--environment <key>', 'where in it')
}

function asking(command: Command): Command {
  return located(command).addHelpText(
    'after',
    '\nRIPCORD_TOKEN holds the admin token by which the server knows who asks.',
  )
}

function located(command: Command): Command {
  return command
    .option('--server <url>', 'where the server is; by default that of the data folder, or RIPCORD_URL')
    .option('--json', 'tell the result as one JSON object', false)
}

function label(given: string, before: Record<string, string>): Record<string, string> {
  const [name = '', ...from] = given.split('=')
  return { ...before, [name]: from.join('=') }
}

function more(given: string, before: string[]): string[] {
  return [...before, given]
}
