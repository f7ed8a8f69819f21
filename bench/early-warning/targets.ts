/** What counts as collapse here: metrics that need the world's truth, which no monitor sees. The first decides. */
export const targets = [
  { metric: "tv_original", words: "choices leave what users would choose freely" },
  { metric: "regret_initial", words: "slates get worse for users than the best there is" },
] as const;
