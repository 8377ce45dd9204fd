import { URI } from "vscode-uri";
import { LineIndex } from "../../core/text/lineIndex.ts";
import type { Feature } from "../feature.ts";
import { guarded } from "../guard.ts";

/** Where an entry of a policy really stands: in the file, or in the version of the built-in policy that it extends. */
export const definition: Feature = {
  capabilities: (client) => (client.textDocument?.definition === undefined ? {} : { definitionProvider: true }),
  register({ connection, documents, client, builtInPolicyUri }) {
    connection.onDefinition(
      guarded(connection.console, "definition", null, ({ textDocument, position }) => {
        const document = documents.at(textDocument.uri);
        const found = document?.definition(document.toml.lines.offsetAt(position));
        if (document === undefined || found === undefined) return null;
        const uri = found.base === undefined ? textDocument.uri : builtInPolicyUri(found.base);
        if (uri === undefined) return null;
        const lines = found.base === undefined ? document.toml.lines : new LineIndex(found.base.text);
        const range = lines.rangeAt(found.range);
        if (client().textDocument?.definition?.linkSupport !== true) return { uri, range };
        const originSelectionRange = document.toml.lines.rangeAt(found.origin);
        return [{ originSelectionRange, targetUri: uri, targetRange: range, targetSelectionRange: range }];
      }),
    );
  },
};

/**
 * The address of a version of the built-in policy: a read-only document of the client that has a scheme for it, or else its
 * file in the package. Undefined where there is neither.
 */
export function builtInPolicyUri(
  { name, file }: { readonly name: string; readonly file: string },
  scheme: string | undefined,
  fileOf: (file: string) => string | undefined,
): string | undefined {
  if (scheme !== undefined) return URI.from({ scheme, path: `/${name}.toml` }).toString();
  const path = fileOf(file);
  return path === undefined ? undefined : URI.file(path).toString();
}
