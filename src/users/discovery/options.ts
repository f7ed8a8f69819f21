import { z } from "zod";

export const discoverySchema = z.strictObject({
  from: z.enum(["catalogue", "popular", "topic", "friends"]).default("catalogue"),
  size: z.int().positive().default(20),
  memory: z.int().positive().default(1),
});

export type DiscoveryOptions = z.infer<typeof discoverySchema>;
