import { readFile } from 'node:fs/promises';
import type { Cluster } from './cluster/cluster.ts';
import type { Happening } from './clients/journal.ts';

const EVERY_MS = 5_000;
/** Linux counts in pages. */
const PAGE_BYTES = 4_096;

/** Writes down now and then how much memory each server holds; only where the system tells. */
export function watchMemory(cluster: Cluster, record: (gauge: Happening) => void): () => void {
  const look = async (): Promise<void> => {
    for (const { name, pid } of cluster.nodes()) {
      const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
      const pages = Number(text.split(' ')[1] ?? Number.NaN);
      if (Number.isNaN(pages)) continue;
      record({ kind: 'gauge', node: name, name: 'rss-bytes', value: pages * PAGE_BYTES });
    }
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  return () => clearInterval(timer);
}

/** Writes down the most that each server has held unsent for one socket (TR5); only what is more than before. */
export function unsentGauge(record: (gauge: Happening) => void): (node: string, bytes: number) => void {
  const highest = new Map<string, number>();
  return (node, bytes) => {
    if (bytes <= (highest.get(node) ?? 0)) return;
    highest.set(node, bytes);
    record({ kind: 'gauge', node, name: 'stalled-buffer-bytes', value: bytes });
  };
}
