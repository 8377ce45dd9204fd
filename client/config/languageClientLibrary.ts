/** Half of what the extension consists of, so it is loaded with the first configuration file, not at the start. */
export {
  CloseAction,
  ErrorAction,
  IPCMessageReader,
  IPCMessageWriter,
  LanguageClient,
  RevealOutputChannelOn,
} from "vscode-languageclient/node";
