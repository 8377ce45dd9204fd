import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { askForText, pick, showInformation } from "../shared/messages.ts";

/** Asks for the value of a header that a destination is sent with, and keeps it in VS Code's secret storage. */
export async function setHeaderSecret({ forwarding, secrets }: Services): Promise<void> {
  const { l10n } = vscode;
  await forwarding.ready;
  // a value is of no use before it may be sent
  if (await forwarding.hasQuestions()) return forwarding.ask();
  const headers = await forwarding.headers();
  if (headers.length === 0) {
    void showInformation(
      l10n.t("No destination of the policy has a header whose value is kept outside of it (headers_env)."),
    );
    return;
  }
  const origins = {
    environment: l10n.t("set in the environment, which counts first"),
    secret: l10n.t("kept as a secret"),
    none: l10n.t("missing"),
  };
  const chosen = await pick(
    headers.map(({ destination, header, variable }) => ({
      label: header,
      description: origins[forwarding.origin(variable) ?? "none"],
      detail: l10n.t("Destination {0}, variable {1}", destination, variable),
      variable,
      header,
    })),
    { title: l10n.t("Set Header Secret"), placeHolder: l10n.t("Which header's value shall be kept?") },
  );
  if (chosen === undefined) return;
  const value = await askForText({
    title: chosen.header,
    prompt: l10n.t("The whole value of the header, such as ApiKey and the key. Leave it empty to forget it."),
    password: true,
    ignoreFocusOut: true,
    refuse: (text) =>
      /^[\t\x20-\x7e]*$/.test(text) ? undefined : l10n.t("A header's value holds printable ASCII characters only."),
  });
  if (value === undefined) return;
  await secrets.write(chosen.variable, value.trim());
  void showInformation(
    value.trim() === ""
      ? l10n.t("The value of {0} was forgotten.", chosen.header)
      : l10n.t("The value of {0} is kept in VS Code's secret storage.", chosen.header),
  );
}
