/** What `monoculture init` writes: every section with its meaning, in a world that takes seconds. */
export const template = `# A Monoculture scenario. "monoculture run" runs it, "monoculture check" says what it would take,
# "monoculture schema" gives editors its keys, and docs/scenarios.md explains them all.
version: 1
description: Does a shop's recommender lose the catalogue when it is retrained on what it sold?
seed: 1 # the same scenario and seed give the same result on any machine
rounds: 12 # how often the recommender is retrained on what it caused
replicates: 5 # how often every arm is run, with other random draws; below 5 nothing says how sure a collapse is
period: month # what a round stands for in charts

# What is true and what no recommender sees. This one is drawn; for your own log write instead:
#   kind: log
#   log: { file: orders.csv, columns: { user: customer, item: product, time: ordered_at } }
world:
  kind: drawn
  users: 300
  items: 150
  topics: 6 # tastes and items are mixtures of these
  popularityExponent: 1 # Zipf's law of the items' appeal; 0 makes all alike
  activity: { mean: 5, sigma: 1 } # choices a user and round, log-normal over users
  outsideShare: 0.3 # share of free choices in which a user takes nothing: an assumption

# How users look at a slate, choose and change.
users:
  attention: { kind: log } # none, geometric, log or power
  organic: 0.1 # chance that a choice is made freely, without a slate
  repeats: allow # or deny: what was consumed is not shown again
  drift: 0 # how far a round turns tastes towards what was chosen

# What is trained, and how slates are made from its scores.
recommender:
  model: { kind: ials, factors: 8 } # or popularity, random, oracle
  slate: 10
  explore: 0 # chance that a slot shows a random item

# What a round trains on. Arms change this.
data:
  regime: accumulate # all rows so far; or replace (the last round's), window (the last rounds')
  authentic: { share: 0, by: fresh } # rows without the recommender's influence
  synthetic: { share: 0 } # rows sampled from the previous model

# The treatments to compare: each is the scenario with some keys of its own.
arms:
  accumulate:
    description: trains on all rows so far
  replace:
    description: trains on the last month alone
    data: { regime: replace }
  replace-authentic:
    description: the last month, a fifth of it authentic
    data: { regime: replace, authentic: { share: 0.2 } }

control: true # also run each arm with as many rows, all fresh and authentic
twins: [random] # references in the same world: none, random, popularity, oracle

metrics: all # or a list of names from docs/metrics.md
measure: { pairs: 2000, tail: 0.2, window: 3 }
log: none # the interaction log to keep: none, choices or all
`;
