import { F, missing, T } from './verdicts.mjs'

/** Whether there is anything at all. */
export const presence = {
  exists: [
    [[], 'anything', T],
    [[], '', T],
    [[], 0, T],
    [[], false, T],
    [[], {}, T],
    [[], [], T],
    [[], null, F],
    [[], missing, F],
  ],
}
