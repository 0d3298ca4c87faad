import { refuseKey } from '@ripcord/model/plain'
import type { Agenda } from '../agenda.js'
import { describe, messageOf } from '../describe.js'
import { asJson, isRecord } from '../json.js'
import type { JsonValue } from '../types.js'
import { OverrideFile } from './override-file.js'
import { parseOverrideText } from './override-text.js'

export interface OverrideSources {
  /** `options.overrides`, whatever it is. */
  code: unknown
  /** RIPCORD_OVERRIDE. */
  text: string | undefined
  file: string | undefined
}

type Values = ReadonlyMap<string, JsonValue>

/** What this process serves whatever the server says. Code goes before the environment, and that before the file. */
export class Overrides {
  readonly #warn: (message: string) => void
  readonly #onChange: (overrides: Values) => void
  readonly #code = new Map<string, JsonValue>()
  #environment: Values = new Map()
  #file: Values = new Map()

  constructor(
    sources: OverrideSources,
    agenda: Agenda,
    warn: (message: string) => void,
    onChange: (overrides: Values) => void,
  ) {
    this.#warn = warn
    this.#onChange = () => undefined
    this.#readCode(sources.code)
    this.#readText(sources.text)
    if (sources.file !== undefined)
      new OverrideFile(sources.file, agenda, warn, (file) => {
        this.#file = this.#usable(file, 'the override file')
        this.#onChange(this.values)
      }).follow()
    this.#onChange = onChange
  }

  /** All of them, the one that goes first for each flag. */
  get values(): Values {
    return new Map([...this.#file, ...this.#environment, ...this.#code])
  }

  /** Sets or, with undefined, lifts an override of the code. Total. */
  set(flagKey: unknown, value: unknown): void {
    if (value === undefined) {
      if (this.#code.delete(flagKey as string)) this.#onChange(this.values)
      return
    }
    const refusal = this.#accept(flagKey, value)
    if (refusal === undefined) this.#onChange(this.values)
    else this.#warn(`the override is ignored: ${refusal}`)
  }

  #accept(flagKey: unknown, value: unknown): string | undefined {
    if (typeof flagKey !== 'string') return `${describe(flagKey)} is no flag key`
    const refusal = refuseKey(flagKey)
    const json = refusal === undefined ? asJson(value) : undefined
    if (json === undefined) return refusal ?? `the value of ${describe(flagKey)} is no JSON`
    this.#code.set(flagKey, json)
    return undefined
  }

  #readCode(code: unknown): void {
    if (code === undefined) return
    if (!isRecord(code))
      return this.#warn(`overrides is ${describe(code)}: expected an object of flag key → value`)
    try {
      for (const [flagKey, value] of Object.entries(code)) {
        const refusal = this.#accept(flagKey, value)
        if (refusal !== undefined) this.#warn(`an override is ignored: ${refusal}`)
      }
    } catch (error) {
      this.#warn(`overrides can't be read: ${messageOf(error)}`)
    }
  }

  #readText(text: string | undefined): void {
    if (text === undefined || text.trim() === '') return
    const { overrides, refusals } = parseOverrideText(text)
    for (const refusal of refusals) this.#warn(`an override of RIPCORD_OVERRIDE is ignored: ${refusal}`)
    this.#environment = this.#usable(overrides, 'RIPCORD_OVERRIDE')
  }

  #usable(overrides: Values, from: string): Values {
    const usable = new Map<string, JsonValue>()
    for (const [flagKey, value] of overrides) {
      const refusal = refuseKey(flagKey)
      if (refusal === undefined) usable.set(flagKey, value)
      else this.#warn(`an override of ${from} is ignored: ${refusal}`)
    }
    return usable
  }
}
