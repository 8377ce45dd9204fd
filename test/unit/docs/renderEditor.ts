import { table, withSection } from "./pageParts.ts";

/** What of `package.json` the page tells. */
export interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly enablement?: string }[];
    readonly keybindings?: readonly {
      readonly command: string;
      readonly key: string;
      readonly mac?: string;
      readonly when?: string;
    }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when?: string }[] };
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

interface Setting {
  readonly default: unknown;
  readonly scope?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
}

type Texts = Readonly<Record<string, string>>;

/** The text of docs/editor.md: as it is, with its tables made from the manifest and its texts. */
export function renderEditor(page: string, { contributes }: Manifest, texts: Texts): string {
  const { commands, keybindings = [], menus, configuration } = contributes;
  const text = (value = "") => texts[/^%(.+)%$/.exec(value)?.[1] ?? ""] ?? value;
  const titleOf = (id: string) => text(commands.find(({ command }) => command === id)?.title);
  const offered = (id: string, enablement: string | undefined) => {
    const inPalette = menus.commandPalette.find(({ command }) => command === id)?.when;
    if (inPalette === "false") return "on its row, not in the palette";
    const clauses = [enablement, inPalette].filter((clause) => clause !== undefined);
    const joined = clauses.length > 1 ? clauses.map(inBrackets).join(" && ") : clauses.join("");
    return code(joined) || "always";
  };
  const sections: Readonly<Record<string, string>> = {
    commands: table(
      ["command", "id", "offered when"],
      commands.map(({ command, title, enablement }) => [text(title), code(command), offered(command, enablement)]),
    ),
    keys:
      keybindings.length === 0
        ? "No keys are bound. *Preferences: Open Keyboard Shortcuts* binds any command to the keys of your choice."
        : table(
            ["key", "on a Mac", "command", "when"],
            keybindings.map(({ command, key, mac = key, when = "" }) => [
              code(key),
              code(mac),
              titleOf(command),
              code(when) || "always",
            ]),
          ),
    settings: table(
      ["setting", "default", "scope", "what it does"],
      Object.entries(configuration.properties).map(([key, setting]) => [
        code(key),
        code(JSON.stringify(setting.default)),
        setting.scope ?? "window",
        text(setting.markdownDescription ?? setting.description),
      ]),
    ),
  };
  return Object.entries(sections).reduce(withSection, page);
}

const inBrackets = (clause: string): string => (clause.includes("||") ? `(${clause})` : clause);

const code = (value: string): string => (value === "" ? "" : `\`${value}\``);
