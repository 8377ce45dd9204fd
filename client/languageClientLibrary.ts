/** Half of what the extension consists of, so it is loaded with the first configuration file, not at the start. */
export {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
} from "vscode-languageclient/node";
