/** No such project or environment: look it up first where it may be missing. */
export class NotStoredError extends Error {
  readonly kind: 'project' | 'environment'
  readonly key: string
  constructor(kind: NotStoredError['kind'], key: string) {
    super(`There is no ${kind} ${JSON.stringify(key)}`)
    this.name = 'NotStoredError'
    this.kind = kind
    this.key = key
  }
}

/** An idempotency key came again with another request. */
export class IdempotencyError extends Error {
  readonly key: string
  constructor(key: string) {
    super(`The idempotency key ${JSON.stringify(key)} was used for another request: choose a new one`)
    this.name = 'IdempotencyError'
    this.key = key
  }
}

/**
 * The database said no: `full` (disk), `busy` (lock not got in time), `io`, `readonly`, `corrupt`. Nothing was changed;
 * `uncertain` alone means that after a power failure it might stand.
 */
export class StorageError extends Error {
  readonly code: 'full' | 'busy' | 'io' | 'uncertain' | 'readonly' | 'corrupt'
  constructor(code: StorageError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StorageError'
    this.code = code
  }
}
