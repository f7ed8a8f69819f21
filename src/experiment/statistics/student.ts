/**
 * P(|T| ≤ t) of Student's t with a whole number of degrees of freedom, by its finite series: Abramowitz & Stegun (1964),
 * 26.7.3 and 26.7.4.
 * @param t at least 0
 * @throws RangeError where t is negative or the degrees of freedom are not a whole number of at least 1
 */
export function studentWithin(t: number, dof: number): number {
  if (!(t >= 0)) throw new RangeError(`Student's t: got t = ${t}, expected at least 0`);
  requireDof(dof);
  const cos2 = dof / (dof + t * t);
  const sin = t / Math.sqrt(dof + t * t);
  const odd = dof % 2;
  let term = odd ? Math.sqrt(cos2) : 1;
  let series = dof > 1 ? term : 0;
  for (let k = 2 + odd; k < dof; k += 2) {
    term *= ((k - 1) / k) * cos2;
    series += term;
  }
  return odd ? (2 / Math.PI) * (arctan(t / Math.sqrt(dof)) + sin * series) : sin * series;
}

/**
 * The p-quantile of Student's t, by bisection of the above: to about 1e-14 of itself, for p within 1e-6 of neither 0 nor 1.
 * @throws RangeError where p is not between 0 and 1, or the degrees of freedom are not a whole number of at least 1
 */
export function studentQuantile(p: number, dof: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`Student's t: got p = ${p}, expected a number between 0 and 1`);
  requireDof(dof);
  if (p < 0.5) return -studentQuantile(1 - p, dof);
  const wanted = 2 * p - 1;
  let low = 0;
  let high = 1;
  while (studentWithin(high, dof) < wanted) high *= 2;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentWithin(middle, dof) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function requireDof(dof: number): void {
  if (Math.trunc(dof) === dof && dof >= 1) return;
  throw new RangeError(`Student's t: got ${dof} degrees of freedom, expected a whole number of at least 1`);
}

/** arctan x, x at least 0: its angle is halved three times, so that what is left is below tan(π/16) and a short series does. */
function arctan(x: number): number {
  let small = x;
  for (let n = 0; n < 3; n++) small /= 1 + Math.sqrt(1 + small * small);
  let power = small;
  let sum = 0;
  for (let k = 1; k < 28; k += 2) {
    sum += power / k;
    power *= -small * small;
  }
  return 8 * sum;
}
