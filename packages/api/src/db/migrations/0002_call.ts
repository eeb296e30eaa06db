/** Written by the call feature. */
export function up(): Promise<void> {
  return Promise.resolve();
}
