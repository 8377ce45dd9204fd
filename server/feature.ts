import type { ClientCapabilities, Connection, ServerCapabilities } from "vscode-languageserver/node";
import type { ExporterAction } from "../core/config/language/codeLenses.ts";
import type { PinnedPolicy } from "../core/policy/read/extend/builtInVersions.ts";
import type { ConfigDocuments } from "./documents/configDocuments.ts";
import type { OpenDocument } from "./documents/openDocument.ts";
import type { PolicyDocuments } from "./documents/policyDocuments.ts";

/** What every feature works with. */
export interface FeatureContext {
  readonly connection: Connection;
  readonly documents: ConfigDocuments;
  readonly policies: PolicyDocuments;
  /** What the client can do; known from `initialize` on. */
  readonly client: () => ClientCapabilities;
  /** What the editor can do with an exporter. */
  readonly exporterActions: () => ReadonlySet<ExporterAction>;
  readonly inlayHintsEnabled: () => boolean;
  /** Where the client finds a version of the built-in policy; undefined where it finds none. */
  readonly builtInPolicyUri: (version: Pick<PinnedPolicy, "name" | "file">) => string | undefined;
}

/** One feature of the protocol: what it promises, and how it answers. It translates positions and leaves the rest to core. */
export interface Feature {
  readonly capabilities: (client: ClientCapabilities) => ServerCapabilities;
  readonly register: (context: FeatureContext) => void;
}

/** The file as it is now; undefined for one that is not open or concerns this server nothing. */
export function openDocument({ documents, policies }: FeatureContext, uri: string): OpenDocument | undefined {
  return documents.at(uri) ?? policies.at(uri);
}
