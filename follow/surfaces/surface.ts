import type { SurfaceId } from "../../core/events/surfaces.ts";
import type { ScriptedModel } from "../../test/programs/scriptedModel.ts";

/** What a standard session is run with. */
export interface SessionPlace {
  /** Path of the Codex to run. */
  readonly codex: string;
  /** A home of Codex whose config.toml names the scripted model and the exporters. */
  readonly codexHome: string;
  /** The folder to work in. */
  readonly folder: string;
  readonly model: ScriptedModel;
}

/** A session that is run in the same way with every version of Codex, through one of its programs. */
export interface StandardSession {
  /** `exec: a command`, for people. */
  readonly name: string;
  /** The surface that it plays. */
  readonly surface: SurfaceId;
  /** How the signals are sent; gRPC when it does not matter. */
  readonly transport: "gRPC" | "HTTP binary" | "HTTP JSON";
  /** What the model does. */
  readonly script: import("../../test/programs/scriptedModel.ts").ModelScript;
  /** Model that Codex is told to use: it decides which tools there are. */
  readonly modelName?: string;
  /** Further TOML of config.toml, after the `[otel]` block. */
  readonly config?: string;
  /** Further keys of `[otel]`. */
  readonly otel?: string;
  /** Whether a person is signed in with ChatGPT, a made-up one; otherwise Codex has a key from the environment. */
  readonly isSignedIn?: true;
  /** Files of the folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Runs it to its end. Rejects with a sentence that says what did not come. */
  readonly run: (place: SessionPlace) => Promise<void>;
  /** Why it cannot run here, as the end of a sentence; undefined when it can. */
  readonly missing?: () => string | undefined;
}

/** All that `[otel]` switches on beside prompts. */
export const everySwitch = "log_agent_responses = true\nlog_guardian_assessments = true\nlog_sse_deltas = true";
