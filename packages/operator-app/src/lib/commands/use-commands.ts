import { useEffect, useRef } from 'react';
import { COMMAND_IDS, type CommandId } from './command-table.ts';

/** What can be done now, by whoever can do it. `false` and `null`: not at the moment. */
export type Commands = { readonly [Id in CommandId]?: (() => void) | false | null };

const layers = new Set<() => Commands>();

/** Gives these commands to keys and palette while the component is there. What came later goes before. */
export function useCommands(commands: Commands): void {
  // No effect event: the palette asks while it renders.
  const now = useRef(commands);
  useEffect(() => {
    now.current = commands;
  });
  useEffect(() => {
    const layer = () => now.current;
    layers.add(layer);
    return () => void layers.delete(layer);
  }, []);
}

/** Those that can be done now, in the table's order. */
export function commandsNow(): { id: CommandId; run: () => void }[] {
  const all: Commands = {};
  for (const layer of layers) Object.assign(all, layer());
  return COMMAND_IDS.flatMap((id) => {
    const run = all[id];
    return run ? [{ id, run }] : [];
  });
}
