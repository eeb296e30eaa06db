/** What `probe.ts` says in a line of a server; null for any other line. */
export function unsentBytesIn(line: string): number | null {
  if (!line.startsWith('{"unsentBytes"')) return null;
  const report: unknown = JSON.parse(line);
  const is = typeof report === 'object' && report !== null && 'unsentBytes' in report;
  return is && typeof report.unsentBytes === 'number' ? report.unsentBytes : null;
}
