/** `npm run studies`: runs published studies as we set them up, and renews their figures and tables in docs/. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { loadCore } from "../../src/core/index.ts";
import { chartSvg } from "../../src/report/index.ts";
import { figureSpec } from "./figure.ts";
import { between } from "./marks.ts";
import { readRun } from "./run.ts";
import { studies } from "./studies.ts";
import type { Study } from "./study.ts";
import { tableOf } from "./table.ts";

const help = `npm run studies -- [names] [--jobs 2]

Runs scenarios/studies/<name>.yaml, or shows the run again where it is finished in runs/, and writes docs/studies/<name>.svg
and the table of its section in docs/studies.md. Without names, all of them: ${Object.keys(studies).join(", ")}
`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: "string", default: "2" }, help: { type: "boolean", default: false } },
});
/** from build/bench, where this module is bundled to */
const place = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const names = positionals.length > 0 ? positionals : Object.keys(studies);
const unknown = names.filter((name) => !studies[name]);
if (values.help) process.stdout.write(help);
else if (unknown.length > 0) {
  process.stderr.write(`no study ${unknown.join(", ")}: give some of ${Object.keys(studies).join(", ")}\n`);
  process.exitCode = 2;
} else for (const name of names) await renew(name, studies[name]!);

async function renew(name: string, study: Study): Promise<void> {
  process.stderr.write(`${name}\n`);
  const run = await readRun(await directoryOf(name), await loadCore());
  const quantities = await study.quantities(run);
  const { arms: all, period, rounds, replicates, seed, digest } = run.record;
  const find = (wanted: string) => {
    const found = all.find((arm) => arm.name === wanted);
    if (!found) throw new RangeError(`${name} has no arm ${wanted}: give some of ${all.map((a) => a.name).join(", ")}`);
    return found;
  };
  const arms = study.arms?.map(find) ?? all;
  const spec = figureSpec(arms, quantities, run.inference, period);
  await writeFile(place(`docs/studies/${name}.svg`), await chartSvg(spec));
  const against = study.against === undefined ? {} : { against: find(study.against).name };
  const shown = { arms: arms.map((arm) => arm.name), rounds: study.rounds ?? [rounds], period, ...against };
  const source = `Means over ${replicates} replicates with 95 % intervals; seed ${seed}, digest \`${digest}\`.`;
  const text = `${tableOf(quantities, run.inference, shown)}\n\n${source}`;
  const docs = place("docs/studies.md");
  await writeFile(docs, between(await readFile(docs, "utf8"), name, text));
}

/** Runs the study with the command line of this repository, or finds its finished run. */
async function directoryOf(name: string): Promise<string> {
  const command = [place("dist/cli/main.js"), "run", `studies/${name}`, "--jobs", values.jobs, "--json", "--quiet"];
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 28 });
  return (JSON.parse(stdout) as { directory: string }).directory;
}
