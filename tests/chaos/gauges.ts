import { readFile } from 'node:fs/promises';
import type { Cluster } from './cluster/cluster.ts';
import type { Gauge } from './history/history.ts';

const EVERY_MS = 5_000;
/** Linux counts in pages. */
const PAGE_BYTES = 4_096;

/** Writes down now and then how much memory each server holds; only where the system tells. */
export function watchMemory(cluster: Cluster, clock: () => number, record: (gauge: Gauge) => void): () => void {
  const look = async (): Promise<void> => {
    for (const { name, pid } of cluster.nodes()) {
      const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
      const pages = Number(text.split(' ')[1] ?? Number.NaN);
      if (Number.isNaN(pages)) continue;
      record({ kind: 'gauge', at: clock(), node: name, name: 'rss-bytes', value: pages * PAGE_BYTES });
    }
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  return () => clearInterval(timer);
}
