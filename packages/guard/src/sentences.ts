/** `1 subject`, `21 subjects`. */
export function people(count: number): string {
  return count === 1 ? '1 subject' : `${count} subjects`
}

/** 0.001 as `1,000`: one in so many. */
export function oneIn(chance: number): string {
  return decimal(1 / chance)
}

/** A whole number with separators; the same wherever it runs. */
export function decimal(value: number): string {
  return Math.round(value).toLocaleString('en-GB')
}

/** 0.0425 as `4.3 %`. */
export function inShare(rate: number): string {
  return `${Number((rate * 100).toFixed(1))} %`
}

/** Whole seconds, and minutes from two on. */
export function seconds(milliseconds: number): string {
  const whole = Math.ceil(milliseconds / 1000)
  if (whole < 120) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`
}
