// A process with a listener that forwards, to be killed by a test: prints its addresses, and each status it is asked for.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Listener } from "../../listener/worker/listener.ts";

const [policyFile = "", folder = ""] = process.argv.slice(2);
const options = {
  host: "127.0.0.1",
  grpcPort: 0,
  httpPort: 0,
  policyText: readFileSync(policyFile, "utf8"),
  maximumEvents: 10_000,
  forward: true,
  relayFolder: folder,
};
const listener = new Listener(options, (name) => process.env[name]);
process.stdout.write(`${JSON.stringify(await listener.start(options))}\n`);
createInterface(process.stdin).on("line", () => process.stdout.write(`${JSON.stringify(listener.relays())}\n`));
