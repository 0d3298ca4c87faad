/** A request that the server refused; its message is the server's own sentence. */
export class Refused extends Error {
  constructor(problem) {
    super(
      problem.errors?.length > 1
        ? problem.errors.map((e) => `${e.path} ${e.message}`).join('; ')
        : problem.detail,
    )
    this.status = problem.status
    this.code = problem.code
  }
}

async function send(method, path, { body, ifMatch } = {}) {
  const headers = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (ifMatch !== undefined) headers['if-match'] = `"${ifMatch}"`
  const response = await fetch(`/api/v1${path}`, { method, headers, body: JSON.stringify(body) })
  if (response.status === 204) return undefined
  const answer = await response.json()
  if (!response.ok) throw new Refused(answer)
  return answer
}

export const get = (path) => send('GET', path)
export const post = (path, body) => send('POST', path, { body })
export const patch = (path, body, ifMatch) => send('PATCH', path, { body, ifMatch })
export const remove = (path) => send('DELETE', path)

/** Every item of a list, page by page. */
export async function all(path) {
  const items = []
  for (let cursor = ''; cursor !== null; ) {
    const page = await get(
      `${path}${path.includes('?') ? '&' : '?'}limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    items.push(...page.items)
    cursor = page.nextCursor ?? null
  }
  return items
}
