import { exp } from "./exp";
import { agentOf, drawOf, firstEntry, itemsOf, outsideOf, rowBytes, streamOf } from "./job";
import { streamUniform } from "./philox";
import { scoreRows } from "./scores";
import { cumulate, logitWeights, search } from "./weights";

/**
 * For each entry of rows [begin, end) one eligible item chosen by the logit, by inverse CDF with one uniform at slot 0;
 * -1 is the outside option, which comes last in the CDF, or nothing to choose. scratch: four rows of scores, then one
 * float64 an item.
 */
export function chooseFromCatalogue(begin: i32, end: i32, job: usize, chosen: usize, scratch: usize): i32 {
  const C = scratch + 4 * rowBytes(job);
  const n = itemsOf(job);
  for (let first = begin; first < end; first += 4) {
    const rows = min(4, end - first);
    scoreRows(job, first, rows, scratch);
    for (let l = 0; l < rows; l++) {
      const r = first + l;
      const S = scratch + <usize>l * rowBytes(job);
      const m = logitWeights(job, r, S, S, true);
      let W = cumulate(S, n, C);
      if (outsideOf(job)) W += exp(-(<f64>m));
      const to = firstEntry(job, r + 1);
      for (let e = firstEntry(job, r); e < to; e++) {
        const item = search(C, n, W * streamUniform(streamOf(job), drawOf(job, e), agentOf(job, r), 0));
        store<i32>(chosen + ((<usize>e) << 2), item < n ? item : -1);
      }
    }
  }
  return 0;
}
