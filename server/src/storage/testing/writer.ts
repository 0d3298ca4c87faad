import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Writer {
  process: ChildProcess
  /** Revisions that were acknowledged so far. */
  acknowledged: number[]
  /** How it ended: exit code, or null after a signal; with what it said on stderr. */
  ended: Promise<{ code: number | null; stderr: string }>
}

/** Starts a real process that writes the flag `n` of the project `shop`, once more each time. */
export function startWriter(
  file: string,
  times: number,
  urgency: 'urgent' | 'ordinary' = 'ordinary',
): Writer {
  const script = fileURLToPath(new URL('writer.mjs', import.meta.url))
  const child = spawn(process.execPath, [script, file, String(times), urgency])
  const acknowledged: number[] = []
  let stderr = ''
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    acknowledged.push(...lines.map(Number))
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, stderr }))
  })
  return { process: child, acknowledged, ended }
}
