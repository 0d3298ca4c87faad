import type { News } from '@ripcord/model'

/** How far a kill has come. */
export interface Reached {
  safe: number
  total: number
}

/** News as they are told at one moment. */
export interface Telling {
  /** The same at every try. */
  id: string
  news: News
  /** Of a kill; null where nothing is known. */
  reached: Reached | null
  /** Where a person goes on reading; null where the server does not know how it is reached. */
  link: string | null
  /** By what a receiver can tell this server's news apart. */
  source: string
}

/** Sentences below the title, for people. */
export function linesOf({ news, reached }: Telling): string[] {
  const { because, by, evidence } = news
  return [
    ...(because === '' ? [] : [because]),
    ...(reached === null ? [] : [`${reached.safe} of ${reached.total} instances safe.`]),
    ...evidence
      .filter((one) => one.outcome !== 'pass' && one.because !== because)
      .map((one) => `${one.check}: ${one.outcome}. ${one.because}`),
    `By ${by.name ?? by.id}, ${news.at}.`,
  ]
}

/** As programs get it. */
export function dataOf({ news, reached, link }: Telling) {
  const { type: _type, at: _at, ...rest } = news
  return { ...rest, reached, link }
}
