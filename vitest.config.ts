import { defineConfig } from "vitest/config";

const common = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: "fast", include: ["test/**/*.test.ts"], exclude: ["test/full/**"] } },
      { test: { ...common, name: "full", include: ["test/full/**/*.test.ts"], testTimeout: 1_200_000 } },
    ],
  },
});
