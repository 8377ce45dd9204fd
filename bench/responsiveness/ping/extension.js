// Runs in the extension host beside the extension that is measured. Writes what it measures as JSON lines.
const { appendFile } = require("node:fs/promises");
const { commands } = require("vscode");

const interval = 20;
const writeInterval = 1000;

exports.activate = async ({ subscriptions }) => {
  const file = process.env.CODEX_OTEL_BENCH_PINGS;
  if (file === undefined) return;
  let samples = [{ pid: process.pid }];
  let stopped = false;
  let due = 0;

  const measure = async () => {
    const now = performance.now();
    const sample = { at: Date.now(), late: Math.max(0, now - due) };
    samples.push(sample);
    await new Promise((resolve) => setImmediate(resolve));
    sample.turn = performance.now() - now;
    // a command of the window: asked for over the wire, answered over the wire
    const asked = performance.now();
    await commands.executeCommand("setContext", "codexOtelBench.ping", sample.at);
    sample.command = performance.now() - asked;
    if (!stopped) next();
  };
  const next = () => {
    due = performance.now() + interval;
    setTimeout(measure, interval);
  };
  const writing = setInterval(() => {
    const whole = samples.filter(({ pid, command }) => pid !== undefined || command !== undefined);
    samples = samples.filter((sample) => !whole.includes(sample));
    if (whole.length > 0) void appendFile(file, whole.map((sample) => `${JSON.stringify(sample)}\n`).join(""));
  }, writeInterval);
  subscriptions.push({
    dispose: () => {
      stopped = true;
      clearInterval(writing);
    },
  });
  next();
};
