/** Calls `work` each so many milliseconds, without keeping the process alive for it. Answers how to end that. */
export function everyUnref(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms).unref()
  return () => clearInterval(timer)
}
