import type { Csr } from "../../core/index.ts";
import { DataError, type EdgeColumns } from "../../log/index.ts";
import { friendsOf } from "./friendships.ts";

/** What became of the rows of a list: read is the sum of all but `friendships`. */
export interface EdgeCounts {
  readonly read: number;
  /** rows of users that the world does not have */
  readonly unknown: number;
  /** rows of a user with themselves */
  readonly loops: number;
  readonly used: number;
  /** distinct pairs: rows that repeat one, in either direction, count once */
  readonly friendships: number;
}

/**
 * The friends that a list gives the world's users.
 * @param userIds (users) the id of each user in the list's words; the users' numbers from 0 if left out
 * @throws DataError where no row is of two users of the world
 */
export function friendsInList(
  { file, from, to, ids }: EdgeColumns,
  users: number,
  userIds?: readonly string[],
): { friends: Csr; counts: EdgeCounts } {
  const number = new Map(Array.from({ length: users }, (_, u) => [userIds ? userIds[u]! : String(u), u]));
  const userOf = Int32Array.from(ids, (id) => number.get(id) ?? -1);
  const known = { from: new Int32Array(from.length), to: new Int32Array(from.length) };
  let [used, loops, unknown] = [0, 0, 0];
  for (let e = 0; e < from.length; e++) {
    const [a, b] = [userOf[from[e]!]!, userOf[to[e]!]!];
    if (!(a >= 0 && b >= 0)) unknown++;
    else if (a === b) loops++;
    else {
      known.from[used] = a;
      known.to[used++] = b;
    }
  }
  if (used === 0) {
    const whose = userIds ? "the ids of the log's users" : `numbers from 0 to ${users - 1}`;
    throw new DataError(
      `${file}: none of ${from.length} rows is of two users of the world (${unknown} of unknown users, such as ` +
        `${JSON.stringify(ids[0])}; ${loops} of one user twice); expected ${whose}`,
    );
  }
  const friends = friendsOf(users, { from: known.from.subarray(0, used), to: known.to.subarray(0, used) });
  return { friends, counts: { read: from.length, unknown, loops, used, friendships: friends.indices.length / 2 } };
}
