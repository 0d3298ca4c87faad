/** What runs each second, run by hand. */
export function useSeconds(): { every: (ms: number, work: () => void) => () => void; pass: () => void } {
  const eachSecond: (() => void)[] = []
  return {
    every(ms, work) {
      if (ms === 1_000) eachSecond.push(work)
      return () => {}
    },
    pass() {
      for (const work of eachSecond) work()
    },
  }
}
