import type { TomlTable } from "../../../toml/document.ts";
import { alternative, replace } from "../../../toml/edit/edits.ts";
import { sampleCheck } from "../../detect/samples.ts";
import type { Detection, DetectionSample } from "../../model/policyModel.ts";
import { PatternLimits } from "../../patterns/patternLimits.ts";
import { parseDetections } from "../../read/parseDetections.ts";
import { TomlReader } from "../../read/tomlReader.ts";
import type { Vocabulary } from "../../vocabulary.ts";
import { childOf, type PolicyReporter, tableElements, textOf } from "./policyReporter.ts";

/** Runs each detection over its samples, so that the author sees at once which one does not turn out as it should. */
export function checkSamples(reporter: PolicyReporter): void {
  const limits = new PatternLimits();
  for (const table of tableElements(childOf(reporter.document.root, "detections"))) {
    const id = childOf(table, "id");
    const samples = tableElements(childOf(table, "samples"));
    if (samples.length === 0 && textOf(id) !== undefined && id !== undefined && reporter.document.errors.length === 0) {
      const message = "This detection has no samples: add one that must be found and one that must not.";
      reporter.report("policy/detection-unproven", id.range, message);
    }
    const detection = readDetection(table, limits, reporter.vocabulary);
    if (detection === undefined || detection.samples.length === 0) continue;
    const fails = sampleCheck(reporter.draft.secrets, detection);
    for (const { written, sample } of aligned(samples, detection.samples))
      checkSample(reporter, fails, written, sample);
  }
}

/** The detection as it is written; undefined while something is wrong with it. */
function readDetection(table: TomlTable, limits: PatternLimits, vocabulary: Vocabulary): Detection | undefined {
  const reader = new TomlReader(limits);
  const list = { kind: "array", elements: [table], range: table.range, ofTables: true } as const;
  const [detection] = parseDetections(reader, list, vocabulary);
  return reader.problems.length === 0 && !limits.isExceeded ? detection : undefined;
}

function aligned(written: readonly TomlTable[], samples: readonly DetectionSample[]) {
  if (written.length !== samples.length) return [];
  return samples.flatMap((sample, index) => {
    const table = written[index];
    return table === undefined ? [] : [{ written: table, sample }];
  });
}

function checkSample(
  reporter: PolicyReporter,
  fails: ReturnType<typeof sampleCheck>,
  written: TomlTable,
  sample: DetectionSample,
): void {
  const message = fails(sample);
  const finds = childOf(written, "finds");
  if (message === undefined || finds === undefined) return;
  const opposite = String(!sample.finds);
  const mend = alternative(`Write finds = ${opposite}`, replace(finds.range, opposite));
  reporter.report("policy/sample-contradicts", finds.range, message, [mend]);
}
