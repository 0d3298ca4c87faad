/** What is to be told of an alert. */
export interface Told {
  /** Which alert. */
  id: string
  status: 'firing' | 'resolved' | 'nodata'
  /** When this state began, epoch milliseconds. */
  at: number
  /** When its episode began; the same for one that fires. */
  since: number
  release: string
}

/** Each has its row with every sender. */
export const scenarios = [
  'firing',
  'resolved',
  'nodata',
  'mixed group',
  'cut off',
  'reordered keys',
  'duplicated',
  'late by two days',
  'forged',
  'replayed',
  'nearly 1 MB',
  'more than 1 MB',
  'wrong encoding',
] as const
export type Scenario = (typeof scenarios)[number]

/**
 * How one sender tells of alerts, and what becomes of it: the status, then the effect upon the release that is named,
 * `duplicate` or `ended` where it changed what was known, or `nothing`.
 */
export interface Format {
  sender: string
  /** Of the source, beyond its defaults. */
  source?: object
  tell(alerts: readonly Told[]): unknown
  /** What else proves it, where it is not the secret in a header. */
  sign?(bytes: Buffer, secret: string, now: number): { readonly [header: string]: string }
  /** For those that sign within the body. */
  seal?(body: unknown, secret: 'ours' | 'another', now: number): unknown
  expected: { readonly [S in Scenario]: string }
}

/** As most have it: one alert each, the secret in a header, nothing signed. */
export const usual: Format['expected'] = {
  firing: '202 fails',
  resolved: '202 ended',
  nodata: '202 holds',
  'mixed group': '400',
  'cut off': '400',
  'reordered keys': '202 fails',
  duplicated: '202 duplicate',
  'late by two days': '202 recorded',
  forged: '401',
  replayed: '202 duplicate',
  'nearly 1 MB': '202 fails',
  'more than 1 MB': '413',
  'wrong encoding': '400',
}

/** The one that a sender tells of that has no groups; of several it makes what no such sender sends, a list. */
export function single(alerts: readonly Told[], tell: (told: Told) => unknown): unknown {
  return alerts.length === 1 ? alerts.map(tell)[0] : alerts.map(tell)
}

export function iso(at: number): string {
  return new Date(at).toISOString()
}
