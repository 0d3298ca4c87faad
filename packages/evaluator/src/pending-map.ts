/** A map, and what is to be written to it: read as it will be, written as one. */
export class PendingMap<K, V> {
  /** undefined = gone. */
  readonly writes = new Map<K, V | undefined>()
  readonly #map: Map<K, V>

  constructor(map: Map<K, V>) {
    this.#map = map
  }

  get(key: K): V | undefined {
    const written = this.writes.get(key)
    return written !== undefined || this.writes.has(key) ? written : this.#map.get(key)
  }

  before(key: K): V | undefined {
    return this.#map.get(key)
  }

  set(key: K, value: V | undefined): void {
    this.writes.set(key, value)
  }

  commit(): void {
    this.writes.forEach((value, key) => {
      if (value === undefined) this.#map.delete(key)
      else this.#map.set(key, value)
    })
  }
}
