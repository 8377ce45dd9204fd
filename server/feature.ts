import type { ClientCapabilities, Connection, ServerCapabilities } from "vscode-languageserver/node";
import type { OpenDocuments } from "./documents/openDocuments.ts";

/** What every feature works with. */
export interface FeatureContext {
  readonly connection: Connection;
  readonly documents: OpenDocuments;
  /** What the client can do; known from `initialize` on. */
  readonly client: () => ClientCapabilities;
  readonly inlayHintsEnabled: () => boolean;
  /** Where the client finds a version of the built-in policy; undefined where it finds none. */
  readonly builtInPolicyUri: (version: { readonly name: string; readonly file: string }) => string | undefined;
}

/** One feature of the protocol: what it promises, and how it answers. It translates positions and leaves the rest to core. */
export interface Feature {
  readonly capabilities: (client: ClientCapabilities) => ServerCapabilities;
  readonly register: (context: FeatureContext) => void;
}
