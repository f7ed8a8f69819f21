import { indicesWhere } from "../../log/index.ts";

/** Where the entries of each user begin. */
export function firstOfUsers(users: Int32Array): Int32Array {
  return indicesWhere(users.length, (n) => n === 0 || users[n] !== users[n - 1]);
}

/** The row of each entry, given the first entry of each row: an entry's own where rows and entries are one. */
export function rowsOf(entries: number, firsts?: Int32Array): Int32Array {
  const rows = new Int32Array(entries);
  for (let n = 0, row = -1; n < entries; n++) rows[n] = firsts && firsts[row + 1] !== n ? row : ++row;
  return rows;
}
