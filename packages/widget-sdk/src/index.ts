import { bundledChunks } from './loader/bundled-chunks.ts';
import { widgetFactory } from './loader/widget-factory.ts';
import type { Widget, WidgetOptions } from './types.ts';

export type {
  CallCheckFindings,
  CallCheckOptions,
  DeviceFinding,
  NetworkFinding,
  WidgetCallCheck,
} from './call-check.ts';
export type {
  Media,
  Theme,
  VisitorIdentity,
  Widget,
  WidgetCall,
  WidgetEvents,
  WidgetMessage,
  WidgetOptions,
} from './types.ts';

/**
 * Puts the launcher on the page. Nothing else is loaded, stored or connected until the visitor presses it,
 * or the site calls `open`, `sendMessage` or `startCall`.
 * @throws TypeError for options that cannot work; Error outside a browser.
 */
export const createWidget: (options: WidgetOptions) => Widget = widgetFactory(bundledChunks);
