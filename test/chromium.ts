import { existsSync } from "node:fs";
import { createRequire } from "node:module";

/** A browser of its own profile, whose pages are used as `Page`s. */
export interface Browser<Page> {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface Playwright {
  chromium: { launchPersistentContext(profile: string, options: object): Promise<Browser<unknown>> };
}

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
const playwright = ((): Playwright | undefined => {
  try {
    return createRequire(import.meta.url)("playwright-core") as Playwright;
  } catch {
    return undefined;
  }
})();
const missing = [...(executablePath ? [] : ["chromium"]), ...(playwright ? [] : ["playwright-core"])].join(" and ");
const flags = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking";

/** Whether tests in a browser are left out, which is said with its reason; never in CI, where `launch` throws instead. */
export function skipsBrowser(what: string): boolean {
  const skip = missing !== "" && !process.env.CI;
  if (skip) console.warn(`${what} is not tried in a browser: ${missing} not found (CI=1 makes this a failure)`);
  return skip;
}

/** Debian's Chromium, headless. @throws Error where it or playwright-core is missing. */
export async function launch<Page>(profile: string): Promise<Browser<Page>> {
  if (!playwright || !executablePath) throw new Error(`${missing} not found: install it, CI runs tests in a browser`);
  const args = [...flags.split(" "), "--disable-component-update", "--disable-sync"];
  return (await playwright.chromium.launchPersistentContext(profile, { executablePath, args })) as Browser<Page>;
}
