import type { Backend } from "./backend.ts";
import { axiom } from "./known/axiom.ts";
import { dash0 } from "./known/dash0.ts";
import { datadog } from "./known/datadog.ts";
import { elastic } from "./known/elastic.ts";
import { grafana } from "./known/grafana.ts";
import { honeycomb } from "./known/honeycomb.ts";
import { langfuse } from "./known/langfuse.ts";
import { monad } from "./known/monad.ts";
import { newRelic } from "./known/newRelic.ts";
import { signoz } from "./known/signoz.ts";
import { collector, listener } from "./known/thisMachine.ts";

/** In the order in which they are offered: the most useful first, then by name. */
export const knownBackends: readonly Backend[] = [
  monad,
  listener,
  collector,
  axiom,
  dash0,
  datadog,
  elastic,
  grafana,
  honeycomb,
  langfuse,
  newRelic,
  signoz,
];
