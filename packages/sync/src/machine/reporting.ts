import type { Turn } from './state.js'
import { reportPauseMs } from './times.js'

/** Says something to whoever runs the process; the same thing at most once a minute. */
export function report(turn: Turn, level: 'warn' | 'error', code: string, message: string): void {
  const before = turn.state.reported.get(code)
  if (before !== undefined && turn.now - before < reportPauseMs) return
  turn.state.reported.set(code, turn.now)
  turn.effects.push({ type: 'report', level, code, message })
}
