/** Ripcord's HTTP API as any program without a client of its own would use it. */
export interface RipcordApi {
  get<Answer>(path: string): Promise<Answer>
  post<Answer>(path: string, body: unknown): Promise<Answer>
  put<Answer>(path: string, body: unknown): Promise<Answer>
  putYaml<Answer>(path: string, text: string): Promise<Answer>
}

export function ripcordApi(url: string, token: string): RipcordApi {
  async function call<Answer>(
    method: string,
    path: string,
    body?: string,
    type = 'application/json',
  ): Promise<Answer> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      ...(body === undefined ? {} : { body }),
    })
    const text = await response.text()
    // Refusals are RFC 9457 problems: they say what was seen and what was expected.
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return JSON.parse(text) as Answer
  }
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, JSON.stringify(body)),
    put: (path, body) => call('PUT', path, JSON.stringify(body)),
    putYaml: (path, text) => call('PUT', path, text, 'application/yaml'),
  }
}
