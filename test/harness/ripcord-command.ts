import { startChild, story } from './child.js'
import { programs } from './paths.js'
import type { Scope } from './scope.js'
import { within } from './wait-for.js'

export interface CommandAnswer {
  code: number | null
  out: string
  err: string
}

/** Runs `ripcord …` on a data folder to its end. */
export async function ripcord(
  scope: Scope,
  dataDir: string,
  args: readonly string[],
  through: readonly string[] = [],
): Promise<CommandAnswer> {
  const child = startChild(scope, {
    program: programs.ripcord,
    args,
    env: { RIPCORD_DATA: dataDir },
    through,
  })
  const { code } = await within(`ripcord ${args[0]}`, 60_000, child.exited).catch((error: unknown) => {
    throw new Error(story(child), { cause: error })
  })
  return { code, out: child.out.join('\n'), err: child.err.join('\n') }
}

/** Runs a command with `--json` and answers what it told; fails with its words where it fails. */
export async function ripcordJson<Answer>(
  scope: Scope,
  dataDir: string,
  args: readonly string[],
): Promise<Answer> {
  const { code, out, err } = await ripcord(scope, dataDir, [...args, '--json'])
  if (code !== 0) throw new Error(`ripcord ${args.join(' ')} ended with ${code}: ${out}\n${err}`)
  return JSON.parse(out) as Answer
}
