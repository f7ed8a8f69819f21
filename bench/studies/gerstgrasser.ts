import { ofMetrics, onlyArms, type Quantity, type StudyRun } from "./study.ts";

/** The divergence of either kind of model, each beside the control of all: what sampling alone does. */
export async function gerstgrasser(run: StudyRun): Promise<Quantity[]> {
  const [divergence] = await ofMetrics("js_original")(run);
  const of = (kind: string) =>
    onlyArms(
      divergence!,
      `Divergence from demand, ${kind}`,
      (arm) => arm.startsWith(kind) || arm.startsWith("control-counts-r"),
    );
  return [of("counts"), of("factors")];
}
