import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { httpErrorStatus } from './http-error.js'

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
const sections = new Map(
  page.split(/^### /m).map((section) => {
    const [heading = '', ...lines] = section.split('\n')
    return [heading.trim(), lines.join('\n').trim()]
  }),
)

it.each(Object.entries(httpErrorStatus))(
  'docs/errors.md has a paragraph on %s, with its status %i',
  (code, status) => {
    expect(sections.get(code)).toMatch(new RegExp(`^${status}\\. .{40,}`, 's'))
  },
)
