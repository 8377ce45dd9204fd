import { connectListener } from "../../../client/listener/listenerConnection.ts";
import { ListenerService } from "../../../client/listener/listenerService.ts";
import type { WindowAnswer, WindowCommand, WindowSettings } from "./windowProtocol.ts";

/** What an editor window does with the listener, in a process of its own, without the editor. */
const settings = JSON.parse(process.argv[2] ?? "") as WindowSettings;
const told: string[] = [];
const log: string[] = [];

const service = new ListenerService({
  now: Date.now,
  log: (_, message) => log.push(message),
  options: async () => ({
    ...{ host: "127.0.0.1", policyText: undefined, maximumEvents: 100_000, ...settings.ports },
    ...settings.options,
    ...(settings.senderToken !== undefined && { senderToken: settings.senderToken }),
  }),
  explain: async (failure) => failure,
  announce: {
    startFailed: ({ message }) => told.push(`failed: ${message}`),
    recordingFailed: (message) => told.push(message),
    unread: (bytes) => told.push(`unread: ${bytes} bytes`),
    recovered: () => told.push("recovered"),
    recordingEnded: (_, reason) => told.push(`recording ended: ${reason}`),
    gaveUp: ({ message }) => told.push(`gave up: ${message}`),
  },
  connect: (how, events) =>
    connectListener(
      {
        ...settings,
        window: () => settings.window,
        keepHours: () => settings.keepHours,
        memoryOnly: () => settings.memoryOnly ?? false,
      },
      how,
      events,
    ),
});

async function run(command: WindowCommand): Promise<unknown> {
  switch (command.do) {
    case "start":
      return service.start({ reason: "manual" });
    case "stop":
      return service.stop();
    case "leave":
      return service.leave();
    case "clear":
      return service.clear();
    case "close":
      return service.dispose();
    case "state":
      return { state: service.state, totals: service.totals, told, log };
    case "ask":
      return service.query(command.method, command.parameters as never);
  }
}

process.on("message", ({ id, command }: { id: number; command: WindowCommand }) => {
  void run(command).then(
    (result) => answer({ id, result }),
    (error: unknown) => answer({ id, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());

const answer = (message: WindowAnswer) => process.send?.(message);
