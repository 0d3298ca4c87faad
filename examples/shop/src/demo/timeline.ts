/** Prints what happens, with the time since the demo began. */
export interface Timeline {
  title(text: string): void
  /** `sign` is one character that catches the eye. */
  event(at: number, what: string, detail: string, sign?: 'good' | 'bad' | 'kill'): void
  /** A figure that belongs to the event before. */
  figure(what: string, detail: string): void
  plain(text?: string): void
}

const isColoured = process.stdout.isTTY && process.env['NO_COLOR'] === undefined

function colour(code: number, text: string): string {
  return isColoured ? `\u001B[${code}m${text}\u001B[0m` : text
}

export const paint = {
  dim: (text: string) => colour(2, text),
  bold: (text: string) => colour(1, text),
  red: (text: string) => colour(31, text),
  green: (text: string) => colour(32, text),
  yellow: (text: string) => colour(33, text),
}

const signs = { good: paint.green('▲'), bad: paint.red('✖'), kill: paint.yellow('■') }
const width = 22

export function createTimeline(begin: number, print: (line: string) => void = console.log): Timeline {
  return {
    title: (text) => print(`\n  ${paint.bold(text)}\n`),
    event: (at, what, detail, sign) => {
      const seconds = `${((at - begin) / 1000).toFixed(2)} s`.padStart(9)
      print(`${paint.dim(seconds)} ${sign === undefined ? ' ' : signs[sign]} ${what.padEnd(width)}${detail}`)
    },
    figure: (what, detail) => print(`${' '.repeat(12)}${what.padEnd(width)}${detail}`),
    plain: (text = '') => print(text === '' ? '' : `  ${text}`),
  }
}
