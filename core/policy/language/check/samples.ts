import { quoteName } from "../../../text/quoteName.ts";
import { childOf, tableElements, textOf } from "../../../toml/access.ts";
import type { TomlTable, TomlValue } from "../../../toml/document.ts";
import { alternative, replace } from "../../../toml/edit/edits.ts";
import { mostSampleSteps, sampleSteps } from "../../detect/sampleCost.ts";
import { sampleCheck } from "../../detect/samples.ts";
import type { Detection, DetectionSample } from "../../model/policyModel.ts";
import { PatternLimits } from "../../patterns/patternLimits.ts";
import { parseDetections } from "../../read/parseDetections.ts";
import { TomlReader } from "../../read/tomlReader.ts";
import type { Vocabulary } from "../../vocabulary.ts";
import type { PolicyReporter } from "./policyReporter.ts";

/**
 * Runs each detection over its samples, so that the author sees at once which one does not turn out as it should. What all
 * of them may take together is bounded: from the sample on that would take more none is run, and that is said.
 */
export function checkSamples(reporter: PolicyReporter): void {
  const limits = new PatternLimits();
  let left = mostSampleSteps;
  const written = new Set(
    tableElements(childOf(reporter.document.root, "detections")).map((table) => childOf(table, "id")),
  );
  // one that is taken over as it is was proven where it is from
  const isWritten = (table: TomlTable) => written.has(childOf(table, "id"));
  for (const table of tableElements(childOf(reporter.whole, "detections")).filter(isWritten)) {
    const id = childOf(table, "id");
    const samples = tableElements(childOf(table, "samples"));
    if (samples.length === 0 && textOf(id) !== undefined && id !== undefined && reporter.document.errors.length === 0) {
      const message = "This detection has no samples: add one that must be found and one that must not.";
      reporter.report("policy/detection-unproven", id.range, message);
    }
    const detection = readDetection(table, limits, reporter.vocabulary);
    if (detection === undefined || detection.samples.length === 0 || left < 0) continue;
    const fails = sampleCheck(reporter.draft.secrets, detection);
    const stepsOf = sampleSteps(reporter.draft.secrets, detection);
    for (const { written, sample } of aligned(samples, detection.samples)) {
      left -= stepsOf(sample);
      if (left < 0) {
        reportNotRun(reporter, written, id);
        break;
      }
      checkSample(reporter, fails, written, sample, id);
    }
  }
}

function reportNotRun(reporter: PolicyReporter, written: TomlTable, id: TomlValue | undefined): void {
  const message = `This sample and those below it were not run: all samples of a policy may take ${mostSampleSteps.toLocaleString("en-US")} steps together, the characters of their events times the instructions of the patterns. Shorten the samples, or repeat less in the patterns.`;
  const place = childOf(written, "title")?.range ?? written.range;
  reporter.report("policy/samples-not-run", reporter.isOfBase(place) ? (id?.range ?? place) : place, message);
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
  id: TomlValue | undefined,
): void {
  const message = fails(sample);
  const finds = childOf(written, "finds");
  if (message === undefined || finds === undefined) return;
  if (reporter.isOfBase(finds.range)) {
    const text = `The sample ${quoteName(sample.title)} of ${reporter.base?.name}: ${message}`;
    reporter.report("policy/sample-contradicts", id?.range ?? finds.range, text);
    return;
  }
  const opposite = String(!sample.finds);
  const fix = alternative(`Write finds = ${opposite}`, replace(finds.range, opposite));
  reporter.report("policy/sample-contradicts", finds.range, message, [fix]);
}
