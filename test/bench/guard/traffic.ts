import type { OutcomeRow } from '@ripcord/guard'
import { poisson, type Random } from './random.js'

/** What comes to one service, and how the new variant answers it. */
export interface Traffic {
  readonly requestsPerSecond: number
  /** Share of requests that fail in the previous variant. */
  readonly base: number
  /** Times as many fail in the new one; 1: nothing is wrong. */
  readonly ratio: number
  /** Among how many subjects the requests are spread. */
  readonly subjects: number
  /** The few send most: a subject's rank is drawn with this power, 1 is even. */
  readonly skew: number
  /** Subjects whose every request fails, one a second each, in whichever arm they are. */
  readonly failers: number
  /** Requests a second of a healthy machine that is one subject, in the previous variant. */
  readonly botInControl: number
  /** In bursts, which both arms meet, so many times as many requests fail. */
  readonly burst: number
}

export const plainTraffic: Traffic = {
  requestsPerSecond: 100,
  base: 0.005,
  ratio: 1,
  subjects: 100_000,
  skew: 1,
  failers: 0,
  botInControl: 0,
  burst: 1,
}

const BURST_BEGINS = 1 / 60
const BURST_ENDS = 1 / 5

/** Makes one second after the other; a subject keeps its arm as long as the share does not pass over it. */
export class TrafficMaker {
  readonly #traffic: Traffic
  readonly #random: Random
  readonly #salt: number
  #inBurst = false

  constructor(traffic: Traffic, random: Random) {
    this.#traffic = traffic
    this.#random = random
    this.#salt = Math.floor(random() * 2 ** 32)
  }

  second(stage: number, share: number, isBroken: boolean): OutcomeRow {
    const { requestsPerSecond, base, botInControl, failers } = this.#traffic
    const ratio = isBroken ? this.#traffic.ratio : 1
    const rate = Math.min(1, base * this.#burst())
    const erring = { treatment: [] as number[], control: [] as number[] }
    const failures = this.#failures(rate, share, ratio)
    for (const subject of failures) erring[this.#armOf(subject, share)].push(subject)
    for (let failer = 0; failer < failers; failer++) erring[this.#armOf(-1 - failer, share)].push(-1 - failer)
    const well = (part: number, failing: number) =>
      poisson(this.#random, requestsPerSecond * part * (1 - Math.min(1, failing)))
    const treatment = erring.treatment.length + well(share, rate * ratio)
    const control = erring.control.length + well(1 - share, rate) + botInControl
    return rowOf(stage, erring, treatment, control, this.#instances(erring.treatment.length))
  }

  /** A request fails in the arm of its subject: more are drawn than fail, and kept by the arm's rate. */
  #failures(rate: number, share: number, ratio: number): number[] {
    const worst = Math.min(1, rate * Math.max(1, ratio))
    const subjects: number[] = []
    const drawn = poisson(this.#random, this.#traffic.requestsPerSecond * worst)
    for (let at = 0; at < drawn; at++) {
      const subject = Math.floor(this.#random() ** this.#traffic.skew * this.#traffic.subjects)
      const failing = this.#armOf(subject, share) === 'treatment' ? Math.min(1, rate * ratio) : rate
      if (failing === worst || this.#random() * worst < failing) subjects.push(subject)
    }
    return subjects
  }

  #burst(): number {
    if (this.#traffic.burst === 1) return 1
    this.#inBurst = this.#inBurst ? this.#random() >= BURST_ENDS : this.#random() < BURST_BEGINS
    return this.#inBurst ? this.#traffic.burst : 1
  }

  #armOf(subject: number, share: number): 'treatment' | 'control' {
    let hash = Math.imul(subject, 0x9e3779b1) ^ this.#salt
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f)
    return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32 < share ? 'treatment' : 'control'
  }

  #instances(failures: number): string[] {
    return Array.from({ length: Math.min(failures, 4) }, () => `instance-${Math.floor(this.#random() * 4)}`)
  }
}

function rowOf(
  stage: number,
  erring: { treatment: number[]; control: number[] },
  treatment: number,
  control: number,
  erringInstances: string[],
): OutcomeRow {
  return {
    service: 'checkout',
    stage,
    treatment: { requests: treatment, errors: erring.treatment.length, slow: 0 },
    control: { requests: control, errors: erring.control.length, slow: 0 },
    erring,
    slow: { treatment: [], control: [] },
    // Whoever is well is seen as well, under a bucket that nobody else has.
    seen: Array.from({ length: Math.min(3, treatment) }, (_, at) => erring.treatment[at] ?? -1000 - at),
    erringInstances,
    slowInstances: [],
  }
}
