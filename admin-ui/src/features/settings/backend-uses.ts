interface Asking {
  checks?: readonly { id: string; backend?: string | undefined }[] | undefined
}

/** What asks a backend: checks of services, and of releases that are not over. */
export function backendUses(
  backend: string,
  services: readonly (Asking & { name: string })[],
  releases: readonly (Asking & { key: string; status: string })[],
): string[] {
  const asks = ({ checks = [] }: Asking): boolean => checks.some((check) => check.backend === backend)
  return [
    ...services.filter(asks).map(({ name }) => `service ${name}`),
    ...releases
      .filter((release) => asks(release) && ['draft', 'running', 'aborted'].includes(release.status))
      .map(({ key }) => `release ${key}`),
  ]
}
