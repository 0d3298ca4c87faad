import { HttpError } from './http-error.js'
import { shown } from './shown.js'

/** `bytes`: as far as they are known. */
export function tooLarge(bytes: number | undefined, mostBytes: number): HttpError {
  const seen = bytes === undefined ? 'is too large' : `has ${bytes} bytes`
  const message = `The body ${seen}, and at most ${mostBytes} are read here: send less at a time.`
  return new HttpError(413, 'too-large', message)
}

export function compressedBody(encoding: string | undefined): HttpError {
  const message = `The body comes with content-encoding ${shown(encoding)}: send it without one, uncompressed.`
  return new HttpError(415, 'compressed-body', message)
}

/** Of a parser's words only the place: the rest may quote what was sent. `where`: what the JSON came in. */
export function notJson(where: string, error: unknown): string {
  const parserSays = String((error as { message?: unknown }).message)
  const [, position] = /at position (\d+)/.exec(parserSays) ?? []
  const place = position === undefined ? '' : ` from character ${position} on`
  const cut = parserSays.includes('end of JSON') ? ': it ends too early' : place
  return `The ${where} is not valid JSON${cut}. Send what JSON.stringify gives.`
}
