import { percent, plural } from '../../lib/format'

export interface Precision {
  right: number
  wrong: number
  unlabelled: number
  precision: number | null
}

/** How often the guard was right, as far as people have said. */
export function precisionWords({ right, wrong, unlabelled, precision }: Precision): string {
  const open = unlabelled === 0 ? '' : ` Nobody has said yet of ${unlabelled}.`
  if (precision === null)
    return `Nobody has said yet whether ${plural(unlabelled, 'kill')} of the guard ${unlabelled === 1 ? 'was' : 'were'} right.`
  return `Of ${plural(right + wrong, 'kill')} by the guard ${right} ${right === 1 ? 'was' : 'were'} right, ${percent(precision)}.${open}`
}
