/** `npm run bench:peers`: the core against implicit, LensKit and T-RECS, in turn, on the same data. */
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadCore } from "../../src/core/index.ts";
import { compareOnSet, compareRounds, peersOf, type Session } from "./compare.ts";
import { type PeerName, pythonOf } from "./environment.ts";
import { readMatrix } from "./matrix.ts";
import { help, type Options, parseOptions } from "./options.ts";
import { prepareSet, prepareStart } from "./sets.ts";
import { scalingOf, tableOf } from "./table.ts";

const project = new URL("../../", import.meta.url);
const root = fileURLToPath(new URL("build/peers", project));
const report = (text: string) => process.stderr.write(`${text}\n`);

const options = parseOptions(process.argv.slice(2));
if (options === "help") process.stdout.write(help);
else process.exitCode = await compare(options);

async function compare(options: Options): Promise<number> {
  await mkdir(root, { recursive: true });
  const absent: Record<string, string> = {};
  const session: Session = {
    options,
    pythons: await environmentsFor(options, absent),
    bundle: fileURLToPath(new URL("peers-ours.mjs", import.meta.url)),
    scripts: fileURLToPath(new URL("bench/peers/python", project)),
    measured: [],
    checks: [],
    versions: {},
    report,
  };
  if (options.works.some((work) => work !== "round")) {
    for (const [set, folder] of await prepareData(options)) {
      for (const threads of options.threads) {
        await compareOnSet(session, folder, set, threads);
        await store(session, absent); // a long run that is stopped keeps what it found
      }
    }
  }
  if (options.works.includes("round")) await compareRounds(session);

  const failures = session.checks.flatMap(({ set, what, factors, failures }) =>
    failures.map((failure) => `${set} ${what}, ${factors} factors: ${failure}`),
  );
  const { measured } = session;
  await store(session, absent);
  process.stdout.write(`${machineLine()}\n\n${tableOf(measured)}\n\n${scalingOf(measured)}\n`);
  for (const [name, reason] of Object.entries(absent)) process.stdout.write(`left out: ${name}: ${reason}\n`);
  for (const failure of failures) process.stdout.write(`DIFFERS: ${failure}\n`);
  process.stdout.write(`stored in ${options.out}\n`);
  return failures.length > 0 ? 1 : 0;
}

async function store(session: Session, absent: Record<string, string>): Promise<void> {
  const { options, measured, checks, versions } = session;
  const results = { machine: machine(), versions, options, absent, measured, checks };
  await mkdir(dirname(options.out), { recursive: true });
  await writeFile(options.out, `${JSON.stringify(results, null, 2)}\n`);
}

/** A peer that does not install is left out and says why. */
async function environmentsFor(options: Options, absent: Record<string, string>): Promise<Session["pythons"]> {
  const pythons: Partial<Record<PeerName, string>> = {};
  for (const peer of options.peers.filter((name) => options.works.some((work) => peersOf(work).includes(name)))) {
    try {
      pythons[peer] = await pythonOf(peer, root, options.python, report);
    } catch (error) {
      absent[peer] = error instanceof Error ? error.message : String(error);
      report(`${peer} is left out: ${absent[peer]}`);
    }
  }
  return pythons;
}

/** The folder of each matrix asked for. */
async function prepareData(options: Options): Promise<Map<string, string>> {
  const core = await loadCore();
  const folders = new Map<string, string>();
  for (const name of options.sets) {
    const folder = await prepareSet(core, join(root, "data"), project, name);
    const matrix = await readMatrix(folder);
    for (const factors of options.factors) await prepareStart(core, folder, matrix, factors);
    report(`${name}: ${matrix.users} x ${matrix.items}, ${matrix.indices.length} entries`);
    folders.set(name, folder);
  }
  await core.close();
  return folders;
}

function machine() {
  return { processor: cpus()[0]?.model.trim(), cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) };
}

function machineLine(): string {
  const { processor, cores, memoryGiB } = machine();
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, Node ${process.version}`;
}
