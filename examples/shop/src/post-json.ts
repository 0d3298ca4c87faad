/** POSTs to another service of the shop; anything but success is an error with that service's own words. */
export async function postJson<Answer>(url: string, body: unknown): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5_000),
  })
  const answer = (await response.json()) as Answer & { error?: string }
  if (!response.ok) throw new Error(answer.error ?? `${url} answered ${response.status}`)
  return answer
}

/** Asks the instances of a service one after the other. `urls`: their addresses, with commas between them. */
export function inTurn(urls: string): <Answer>(path: string, body: unknown) => Promise<Answer> {
  const instances = urls.split(',')
  let turn = 0
  return (path, body) => {
    turn += 1
    return postJson(`${instances[turn % instances.length]}${path}`, body)
  }
}
