type Undo = () => unknown

/** What a test or a bench has opened. All of it is closed at the end, in reverse order, whatever failed before. */
export interface Scope {
  defer(undo: Undo): void
  close(): Promise<void>
}

export function createScope(): Scope {
  const undos: Undo[] = []
  return {
    defer: (undo) => {
      undos.push(undo)
    },
    async close() {
      const errors: unknown[] = []
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
        try {
          await undo()
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw new AggregateError(errors, 'Some of what was opened did not close')
    },
  }
}
