/** Case and accents aside, so that "jose" finds "José". */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLocaleLowerCase();

/** A test of texts: do they have all words of the query, in any order? An empty query fits all. */
export function wordsIn(query: string): (text: string) => boolean {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return (text) => {
    if (words.length === 0) return true;
    const searched = plain(text);
    return words.every((word) => searched.includes(word));
  };
}
