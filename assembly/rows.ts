/*
 * Short rows of float32, whole pairs of SIMD registers: at these lengths a loop takes less time than memory.fill and
 * memory.copy do.
 */

export function clearRow(a: usize, bytes: usize): void {
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 32) {
    v128.store(a + at, zero);
    v128.store(a + at, zero, 16);
  }
}

export function copyRow(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 32) {
    v128.store(to + at, v128.load(from + at));
    v128.store(to + at, v128.load(from + at, 16), 16);
  }
}

/** a += b */
export function addRow(a: usize, b: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 32) {
    v128.store(a + at, f32x4.add(v128.load(a + at), v128.load(b + at)));
    v128.store(a + at, f32x4.add(v128.load(a + at, 16), v128.load(b + at, 16)), 16);
  }
}
