import { appendFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";

/**
 * VS Code calls this inside of the extension host. Every result goes to the file that HOST_TEST_EVENTS names, one JSON
 * object a line: the exit code alone is 0 as well when the host dies or nothing ran.
 */
export function run(): Promise<void> {
  const events = process.env.HOST_TEST_EVENTS;
  if (events === undefined) return Promise.reject(new Error("HOST_TEST_EVENTS names no file"));
  const tell = (event: object): void => appendFileSync(events, `${JSON.stringify(event)}\n`);

  const mocha = new Mocha({ timeout: 300_000, color: false });
  for (const name of ["activation", "configFile", "listener", "problemReport", "transcript"])
    mocha.addFile(join(__dirname, `${name}.js`));
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      tell({ type: "end", failures });
      if (failures === 0) resolve();
      else reject(new Error(`${failures} host tests failed`));
    });
    runner.on("pass", (test) => tell({ type: "pass", title: test.fullTitle() }));
    runner.on("fail", (test, error: Error) =>
      tell({ type: "fail", title: test.fullTitle(), error: error.stack ?? String(error) }),
    );
    runner.on("pending", (test) => tell({ type: "pending", title: test.fullTitle() }));
  });
}
