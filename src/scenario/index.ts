export { withFiles } from "./files.ts";
export { scenarioJsonSchema } from "./jsonSchema.ts";
export { type ParseOptions, parseScenario, pluginFiles } from "./parse.ts";
export type { GivenPlugin } from "./plugins.ts";
export { type Problem, ScenarioError } from "./problem.ts";
export { canonicalJson, resolvedYaml } from "./resolve.ts";
export type { Scenario, ScenarioArm } from "./scenario.ts";
