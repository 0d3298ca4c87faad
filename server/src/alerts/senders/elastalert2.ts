import { z } from 'zod'
import { validate } from '../../http/validate.js'
import { alertFrom, compact, keyOf, momentLike, optionalText, textLike } from './alert-fields.js'
import { mappedLabels } from './mapped-labels.js'
import type { Sender } from './sender.js'

// `rule` by `http_post_static_payload`, the rest by `http_post_all_values`: docs/senders.md.
const deliverySchema = z.looseObject({
  rule: textLike.refine((rule) => rule !== '', 'expected the name of the rule'),
  '@timestamp': momentLike,
  _id: optionalText,
  _index: optionalText,
  num_hits: optionalText,
  message: optionalText,
  severity: optionalText,
})

/** ElastAlert 2 posts each match by itself, and never that one has ended. */
export const elastalert2: Sender = {
  name: 'elastalert2',
  auth: ['bearer', 'basic', 'url-token'],
  read(_delivery, body, mapping) {
    const told = validate(deliverySchema, body, 'body')
    const startsAt = told['@timestamp']
    const alert = alertFrom({
      sender: 'elastalert2',
      episode: keyOf(told.rule, told._index, told._id ?? String(startsAt)),
      status: 'firing',
      startsAt,
      severity: told.severity,
      labels: { ...flatLabels(body), alertname: told.rule, ...mappedLabels(mapping, body) },
      annotations: compact({ summary: told.message }),
      value: told.num_hits,
    })
    return { alerts: [alert], deliveryId: told._id }
  },
}

/** Fields of a document that may be labels; what is longer or deeper is text to read. */
const mostFields = 200
const mostCharacters = 200
const mostDepth = 4

/** The fields of a document by their paths with dots, as Elasticsearch names them. */
function flatLabels(document: unknown): { readonly [label: string]: string } {
  const found: [string, string][] = []
  const walk = (value: unknown, path: string, depth: number): void => {
    if (found.length >= mostFields) return
    const text = textLike.safeParse(value)
    if (text.success) {
      if (path !== '' && text.data !== '' && text.data.length <= mostCharacters) found.push([path, text.data])
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < mostDepth) {
      for (const [key, inner] of Object.entries(value))
        walk(inner, path === '' ? key : `${path}.${key}`, depth + 1)
    }
  }
  walk(document, '', 0)
  return Object.fromEntries(found)
}
