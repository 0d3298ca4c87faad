import type { Clock } from '../clock.js'
import { Admission } from './admission.js'
import type { StreamLog } from './session.js'

const linesPerSecond = 5

/** Tells of bad clients, however many come: what is left out is counted in the next line. */
export class SparingLog {
  readonly #log: StreamLog
  readonly #admission: Admission
  #leftOut = 0

  constructor(log: StreamLog, clock: Clock) {
    this.#log = log
    this.#admission = new Admission(linesPerSecond, clock)
  }

  say(level: 'info' | 'warn', fields: object, message: string): void {
    if (this.#admission.ask() !== null) {
      this.#leftOut += 1
      return
    }
    this.#log[level](this.#leftOut === 0 ? fields : { ...fields, leftOut: this.#leftOut }, message)
    this.#leftOut = 0
  }
}
