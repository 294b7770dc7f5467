/**
 * The nearest plain fraction of a number kept to six digits: turns are sums of shares, and equal ones must stay equal.
 *
 * Source: continued fractions; the first convergent within what rounding can hide.
 */
export function plainFraction(value: number, within = 6e-7, most = 5000): number {
  const sign = Math.sign(value)
  const wanted = Math.abs(value)
  let rest = wanted
  let [p, q, before, under] = [1, 0, 0, 1]
  for (let i = 0; i < 24; i++) {
    const whole = Math.floor(rest)
    ;[p, before] = [whole * p + before, p]
    ;[q, under] = [whole * q + under, q]
    if (q > most) return value
    if (Math.abs(p / q - wanted) <= within) return (sign * p) / q
    if (rest === whole) return value
    rest = 1 / (rest - whole)
  }
  return value
}
