import type { z } from "zod";
import type { LoadedPlugin, loaded } from "../experiment/options.ts";
import type { DataOptions } from "../log/options.ts";
import type { RecommenderOptions } from "../recommender/options.ts";
import type { Safeguard } from "../simulation/index.ts";
import type { UsersOptions } from "../users/options.ts";
import type { CatalogueOptions } from "../world/catalogue/options.ts";
import type { Section, scenarioSchema } from "./schema.ts";

type Parsed = z.infer<typeof scenarioSchema>;

/** One treatment: what it changes, and its own complete options. */
export interface ScenarioArm {
  readonly name: string;
  readonly description: string;
  /** the safeguard that the arm tries, and how much of it */
  readonly safeguard?: string;
  readonly dose?: number;
  /** plain JSON: the keys in which the arm differs from the scenario */
  readonly overrides: Readonly<Partial<Record<Section, unknown>>>;
  readonly users: UsersOptions;
  readonly recommender: RecommenderOptions;
  readonly data: DataOptions;
  readonly catalogue: CatalogueOptions;
  /** where the arm begins late: in which round, and what holds before it */
  readonly before?: Safeguard & { readonly round: number };
}

/** A scenario with every default in place. Frozen, and of plain JSON: it can be posted to a worker. */
export interface Scenario extends Readonly<Omit<Parsed, "name" | "arms">> {
  readonly name: string;
  /** in the order of the file */
  readonly arms: Readonly<Record<string, ScenarioArm>>;
  /** the plug-ins that it was parsed with: of this thread alone, as nothing that saves or posts a scenario takes a symbol along */
  readonly [loaded]?: readonly LoadedPlugin[];
}
