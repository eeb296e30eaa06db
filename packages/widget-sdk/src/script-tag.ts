import { startFromScriptTag } from './loader/from-script-tag.ts';
import { servedChunks } from './loader/served-chunks.ts';
import { widgetFactory } from './loader/widget-factory.ts';

// The one-script-tag file. `currentScript` is only known while the script runs for the first time.
const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const server = new URL(script.src).origin;
  startFromScriptTag(window, script, server, widgetFactory(servedChunks(server)));
}
