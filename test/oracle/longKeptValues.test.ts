import { describe, expect, test } from "vitest";
import { eventsOf } from "../../core/events/normalise.ts";
import { compilePolicy } from "../../core/policy/evaluate/compilePolicy.ts";
import { evaluateFor } from "../../core/policy/evaluate/evaluate.ts";
import { monadPipeline } from "../../core/policy/export/monad/monadPipeline.ts";
import { compareWithCollector } from "./collectorRun.ts";
import { exportedQueries, flatRecord, runQueries } from "./gojqRun.ts";
import { longKeptCases, recordsOfText } from "./longKeptValues.ts";
import { moreThan } from "./moreThan.ts";
import { collector, gojq } from "./recorded/engines.ts";
import { recordedVerdicts } from "./recorded/recordedVerdicts.ts";

const inCollector = recordedVerdicts<"as expected">(import.meta.filename, collector);
const inJq = recordedVerdicts<"as expected">(import.meta.filename, gojq);

/** Of which text a delivered request is, and which of the records about it. */
const placeOf = (index: number): readonly [text: number, record: number] => [
  Math.floor(index / recordsOfText),
  index % recordsOfText,
];

describe("The real Collector, configured by the export,", () => {
  test.each(longKeptCases)(
    "delivers of values that are too long for the policy's own secrets no more than the preview: %s",
    async (_, { policy, requests, texts }) => {
      await compareWithCollector(inCollector, policy, requests, ([compared]) => {
        const delivered = compared?.collector ?? [];
        expect(delivered).toHaveLength(requests.length);
        for (const [i, one] of delivered.entries()) {
          const shown = compared?.route[i];
          const [text, record] = placeOf(i);
          expect(moreThan(shown, one), `request ${i}`).toEqual([]);
          if (texts[text]?.within && record === 0) expect(one, `request ${i}`).toEqual(shown);
        }
        // what is short beside a long value still arrives
        expect(
          JSON.stringify(delivered).match(/"key":"other","value":\{"stringValue":"\[SECRET:ours\]"/g),
        ).toHaveLength(requests.length / recordsOfText);
      });
    },
  );
});

describe("jq, with the query that is exported for Monad,", () => {
  test.each(longKeptCases)(
    "gives of values that are too long for the policy's own secrets no more than the preview: %s",
    async (_, { policy, requests, texts }) => {
      const query = exportedQueries(monadPipeline(policy).text).get("keep") ?? "";
      const events = requests.flatMap((request, i) =>
        request.signal === "logs" ? eventsOf(request.request).map((event) => ({ event, place: placeOf(i) })) : [],
      );
      const compiled = compilePolicy(policy);
      const records = events.map(({ event }) => flatRecord(event));
      const preview = events.map(({ event }) => {
        const redacted = evaluateFor(compiled, "keep", event)?.redacted;
        return redacted && flatRecord(redacted);
      });
      await inJq.of({ query, records, preview }, async () => {
        const [given = []] = await runQueries([query], records);
        expect(given).toHaveLength(events.length);
        for (const [i, { place }] of events.entries()) {
          expect(moreThan(preview[i], given[i]), `event ${i}`).toEqual([]);
          if (texts[place[0]]?.within && place[1] === 0) expect(given[i], `event ${i}`).toEqual(preview[i]);
        }
        return "as expected";
      });
    },
  );
});
