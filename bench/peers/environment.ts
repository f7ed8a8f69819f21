import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./side.ts";

/** Packages of one virtual environment, in the steps in which pip installs them. */
interface Environment {
  readonly folder: string;
  readonly steps: readonly (readonly string[])[];
  /** what shows that it works */
  readonly imports: string;
}

export const peerNames = ["implicit", "lenskit", "trecs"] as const;
export type PeerName = (typeof peerNames)[number];

/**
 * T-RECS 0.2.1 (2021) pins pandas 1.0.5, which does not build on Python 3.11, and uses LensKit's old interface: so it is
 * installed without its dependencies, over the last LensKit that has that interface and numpy below 2.
 */
const environments: Readonly<Record<PeerName, Environment>> = {
  implicit: {
    folder: "venv",
    steps: [["implicit==0.7.3", "numpy==2.4.6", "scipy==1.17.1", "threadpoolctl==3.8.0"]],
    imports: "implicit, threadpoolctl",
  },
  lenskit: { folder: "venv-lenskit", steps: [["lenskit==2025.8.1"]], imports: "lenskit.als" },
  trecs: {
    folder: "venv-trecs",
    steps: [
      ["lenskit==0.14.4", "numpy==1.26.4", "pandas==2.3.3", "scipy==1.13.1", "networkx", "tqdm"],
      ["--no-deps", "trecs==0.2.1"],
    ],
    imports: "trecs.models",
  },
};

/**
 * The Python of a peer's virtual environment, made with pip where it is missing or does not work.
 * @throws Error saying which step failed
 */
export async function pythonOf(
  peer: PeerName,
  root: string,
  python: string,
  report: (text: string) => void,
): Promise<string> {
  const { folder, steps, imports } = environments[peer];
  const home = join(root, folder);
  const own = join(home, "bin", "python");
  if (existsSync(own) && (await works(own, imports))) return own;
  await rm(home, { recursive: true, force: true });
  report(`${peer}: making ${home}`);
  await run(python, ["-m", "venv", home]);
  for (const packages of steps) {
    await run(own, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]);
  }
  await run(own, ["-c", `import ${imports}`]);
  return own;
}

const works = (python: string, imports: string) =>
  run(python, ["-c", `import ${imports}`]).then(
    () => true,
    () => false,
  );
