/** A start is no stampede: that is what the nemesis is for. */
export const DEFAULT_CONCURRENCY = 16;

/** Does it for each, so many at a time. */
export async function eachOf<T>(
  list: readonly T[],
  atOnce: number,
  act: (value: T, index: number) => Promise<void>,
): Promise<void> {
  const rest = list.entries();
  const worker = async (): Promise<void> => {
    for (const [index, value] of rest) await act(value, index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
