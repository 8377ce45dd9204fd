import { expect, test } from "vitest";
import { eventsOf } from "../../../core/events/normalise.ts";
import { encodeRequest } from "../../../core/otlp/protobuf.ts";
import { countItems } from "../../../core/otlp/requests.ts";
import { deliverRequest } from "../../../core/policy/deliver/deliverRequest.ts";
import { DeliveryStatisticsCounter } from "../../../core/policy/deliver/deliveryStatistics.ts";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { evaluate } from "../../../core/policy/evaluate/evaluate.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import { Listener } from "../../../listener/worker/listener.ts";
import { captureNames, captureRequests } from "../otlp/captures.ts";
import { compiled, event } from "./policyFixtures.ts";

const requests = captureNames.filter((name) => name.includes(".logs.")).flatMap(captureRequests);
const policy = compilePolicy(loadDefaultPolicy());
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test("The counts of all recorded sessions add up to what each destination really gets", () => {
  const counter = new DeliveryStatisticsCounter(policy);
  const events = requests.flatMap((otlp) => (otlp.signal === "logs" ? eventsOf(otlp.request) : []));
  for (const one of events) counter.add(one);
  const outcomes = events.flatMap((one) => evaluate(policy, one));
  for (const { destination, received, delivered, withheld, redactions, secrets } of counter.result()) {
    const reaching = requests.map((request) => deliverRequest(policy, destination, request).delivered);
    expect(received.events).toBe(sum(requests.map(countItems)));
    expect(delivered.events).toBe(sum(reaching));
    expect(delivered.events + sum(withheld.map(({ events: count }) => count))).toBe(received.events);
    const own = outcomes.filter((outcome) => outcome.destination === destination && outcome.decision === "deliver");
    expect(sum(redactions.map(({ values }) => values))).toBe(sum(own.map((outcome) => outcome.redactions.length)));
    const replaced = own.flatMap((outcome) =>
      outcome.redactions.flatMap(({ secrets: found = {} }) => Object.values(found)),
    );
    expect(sum(secrets.map(({ count }) => count))).toBe(sum(replaced));
    expect(delivered.bytes).toBeGreaterThan(0);
  }
});

test("Bytes are those of names and values, before and after redaction", () => {
  const small = compiled(`
[classes]
prompt = ["prompt"]
[destinations.siem]
receives = ["codex.user_prompt"]
redact = { prompt = "drop", default = "keep" }
[destinations.none]
receives = ["codex.other"]
`);
  const counter = new DeliveryStatisticsCounter(small);
  counter.add(event("codex.user_prompt", { prompt: "größer", n: "1" }));
  const [siem, none] = counter.result();
  const name = event("codex.user_prompt", {}).attributes.size > 0 ? "event.namecodex.user_prompt".length : 0;
  expect(siem?.received.bytes).toBe(name + "prompt".length + 8 + 2);
  expect(siem?.delivered).toEqual({ events: 1, bytes: name + 2 });
  expect(siem?.redactions).toEqual([{ class: "prompt", action: "drop", values: 1 }]);
  expect(none?.delivered).toEqual({ events: 0, bytes: 0 });
  expect(none?.withheld).toEqual([expect.objectContaining({ rule: "destinations.none.receives", events: 1 })]);
});

test("The listener counts what arrives, session by session, and anew when the policy changes", () => {
  const listener = new Listener({ policyText: undefined, maximumEvents: 100_000 }, () => undefined);
  const receive = () => {
    for (const request of requests) listener.accept({ signal: request.signal, bytes: encodeRequest(request) });
  };
  const counted = (session?: string) => {
    for (;;) {
      const count = listener.queries.deliveries(session);
      if (count.complete) return count;
    }
  };
  receive();
  const total = listener.totals().events;
  const [siem] = counted().destinations;
  expect(siem?.received.events).toBe(total);
  receive();
  const [twice] = counted().destinations;
  expect(twice?.received).toEqual({ events: 2 * total, bytes: 2 * (siem?.received.bytes ?? 0) });
  expect(twice?.delivered.events).toBe(2 * (siem?.delivered.events ?? 0));

  const perSession = listener.queries
    .sessions()
    .map(({ id, events }) => [counted(id).destinations[0]?.received.events, events]);
  for (const [counts, events] of perSession) expect(counts).toBe(events);
  expect(sum(perSession.map(([, events]) => events ?? 0))).toBe(2 * total);

  listener.setPolicy(
    'version = 1\nbuilt_in_secrets = false\n[destinations.only]\nreceives = ["*"]\nredact.default = "keep"\n',
  );
  expect(counted().destinations).toMatchObject([
    { destination: "only", delivered: { events: 2 * total, bytes: twice?.received.bytes } },
  ]);
  listener.clear();
  expect(counted().destinations[0]?.received).toEqual({ events: 0, bytes: 0 });
});
