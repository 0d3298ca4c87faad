type Headers = { readonly [name: string]: string }

/** 200 with a body. */
export function ok<B>(body: B): { status: 200; body: B } {
  return { status: 200, body }
}

/** 201 with what was created. */
export function created<B>(body: B, headers: Headers = {}): { status: 201; body: B; headers: Headers } {
  return { status: 201, body, headers }
}

/** 204: done, and nothing to say. */
export function noContent(headers: Headers = {}): { status: 204; body?: undefined; headers: Headers } {
  return { status: 204, headers }
}
