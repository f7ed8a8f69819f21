// @ts-check
// A re-ranker: every other slot of the slate goes to the least popular item of the list that is left.

/** @type {import("monoculture").RerankerPlugin} */
const alternate = {
  part: "reranker",
  name: "alternate",
  prepare({ slate, popularity }) {
    return ({ items }, order) => {
      const left = Array.from(items.keys());
      for (let slot = 0; slot < order.length; slot++) {
        let at = 0;
        if (slot < slate && slot % 2 === 1) {
          for (let n = 1; n < left.length; n++) {
            if (popularity[items[left[n]]] < popularity[items[left[at]]]) at = n;
          }
        }
        order[slot] = left[at];
        left.splice(at, 1);
      }
    };
  },
};

export default alternate;
