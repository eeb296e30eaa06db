/** Runs `close` when the client closes; the result, called when it has closed by itself before, lets go of it. */
export function closeWith(client: AbortSignal, close: () => void): () => void {
  client.addEventListener('abort', close);
  return () => client.removeEventListener('abort', close);
}
