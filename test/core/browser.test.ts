import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Browser, launch, skipsBrowser } from "../chromium.ts";
import { digests, loadCore } from "./browser.page.ts";

/** What we use of playwright-core, which is looked up when the test runs. */
interface Page {
  on(event: "worker", listener: (worker: { on(event: "close", listener: () => void): void }) => void): void;
  on(event: "pageerror", listener: (error: Error) => void): void;
  goto(url: string): Promise<unknown>;
  evaluate<T>(expression: string): Promise<T>;
  close(): Promise<void>;
}

const skip = skipsBrowser("the core");
const profile = mkdtempSync(join(tmpdir(), "monoculture-core-"));
const isolating = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};
const servers: Server[] = [];
let context: Browser<Page> | undefined;
let script: string;
let inNode: Record<string, string>;

beforeAll(async () => {
  if (skip) return;
  context = await launch<Page>(profile);
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL("browser.page.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "silent",
  });
  expect(bundle.warnings).toEqual([]);
  script = bundle.outputFiles[0]!.text;
  inNode = await digests(await loadCore());
  expect(new Set(Object.values(inNode)).size).toBe(6);
});
afterAll(async () => {
  await context?.close();
  for (const server of servers) server.close();
  rmSync(profile, { recursive: true, force: true });
});

const types: Record<string, string> = { js: "text/javascript", wasm: "application/wasm", html: "text/html" };

/** The files as the package lays them out, the bundle in the place of src/core/index.ts, each sent with the headers. */
async function serve(headers: Record<string, string>): Promise<string> {
  const server = createServer(({ url = "/" }, response) => {
    const [, built] = /^\/build\/(monoculture(?:\.threads)?\.wasm|thread\.js)$/.exec(url) ?? [];
    const body =
      url === "/index.html"
        ? "<!doctype html><link rel=icon href=data:,>"
        : url === "/dist/core/core.js"
          ? script
          : built
            ? readFileSync(new URL(`../../build/${built}`, import.meta.url))
            : undefined;
    response.writeHead(body === undefined ? 404 : 200, {
      ...headers,
      "Content-Type": types[url.split(".").pop()!] ?? "",
    });
    response.end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A page of such a server, with the workers it has running and what went wrong on it. */
async function open(headers: Record<string, string>) {
  const page = await context!.newPage();
  const running = new Set<unknown>();
  const errors: string[] = [];
  page.on("worker", (worker) => {
    running.add(worker);
    worker.on("close", () => running.delete(worker));
  });
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(`${await serve(headers)}/index.html`);
  return { page, running, errors };
}

const load = `import("/dist/core/core.js").then(async ({ loadCore, digests }) => {
  globalThis.core = await loadCore({ threads: 2 });
  return { threads: core.threads, isolated: crossOriginIsolated, digests: await digests(core) };
})`;

test.skipIf(skip)("an isolated page has threads, the bits of Node, and none left after the close", async () => {
  const { page, running, errors } = await open(isolating);
  expect(await page.evaluate(load)).toEqual({ threads: 2, isolated: true, digests: inNode });
  expect(running.size).toBe(1);
  await page.evaluate("core.close()");
  await expect.poll(() => running.size, { timeout: 5000 }).toBe(0);
  expect(errors).toEqual([]);
  await page.close();
});

test.skipIf(skip)("a trap on a worker is an error with its message, and no worker is left", async () => {
  const { page, running } = await open(isolating);
  const said = await page.evaluate<string>(`import("/dist/core/core.js").then(({ trap }) => trap())`);
  expect(said).toMatch(/^CoreError: gramBlock: thread 1 failed \(.*out of bounds\); load the core anew$/);
  await expect.poll(() => running.size, { timeout: 5000 }).toBe(0);
  await page.close();
});

test.skipIf(skip)("a page that is not isolated has one thread, and the same bits", async () => {
  const { page, running, errors } = await open({});
  expect(await page.evaluate(load)).toEqual({ threads: 1, isolated: false, digests: inNode });
  expect(running.size).toBe(0);
  expect(errors).toEqual([]);
  await page.close();
});
