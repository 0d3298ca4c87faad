/** Another product's client, with the same flags, asked as its documentation says. Contexts by their index. */
export interface Peer {
  readonly name: string
  /** Whether its splits fall as Ripcord's; others hash otherwise, and must share out as much. */
  readonly isSplitAlike: boolean
  readonly boolean: (key: string, context: number) => boolean | Promise<boolean>
  readonly object: (key: string, context: number) => unknown
  /** All flags at once. */
  readonly all: (context: number) => unknown
  /** The values in what `all` answers; a flag that is off may be left out. */
  valuesOf(answer: unknown): Iterable<readonly [key: string, value: unknown]>
}
