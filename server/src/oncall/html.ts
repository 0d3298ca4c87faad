/** Markup that may stand in a page as it is. Only `html` makes it, so that whatever is a text is escaped. */
export class Html {
  readonly #markup: string
  constructor(markup: string) {
    this.#markup = markup
  }
  toString(): string {
    return this.#markup
  }
}

type Part = Html | string | number | undefined | false | readonly Part[]

/** Markup with its values put in: texts are escaped, markup and lists of it stay, undefined and false are nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = strings.map((text, index) => text + (index < parts.length ? put(parts[index]) : ''))
  return new Html(markup.join(''))
}

function put(part: Part): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.toString()
  if (typeof part === 'object') return part.map(put).join('')
  return escaped(String(part))
}

const names: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => names[character] ?? '')
}
