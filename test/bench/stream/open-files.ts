interface Limits {
  userLimits?: { open_files?: { hard?: number | string } }
}

/** Throws, with what to do, where a process of this user may not hold so many connections. */
export function needOpenFiles(count: number): void {
  const { userLimits } = process.report.getReport() as Limits
  const most = Number(userLimits?.open_files?.hard)
  // What a process holds beside its connections.
  const needed = count + 200
  if (most < needed)
    throw new Error(
      `A process may hold ${most} files open, and ${needed} are needed: raise it with ulimit -n`,
    )
}
