/**
 * `npm run words`: puts what the code says into every catalogue, and takes out what it says no longer. What is there in
 * another language stays; what is new stays empty, and is named, until somebody translates it.
 */
import { idOf, LANGUAGES, readCatalogue, wordsInCode, writeCatalogue } from './catalogue.ts';

const found = wordsInCode();
for (const language of LANGUAGES) {
  const before = await readCatalogue(language);
  const entries = found.map(({ message, context }) => {
    const translation = language === 'en' ? message : (before.get(idOf({ message, context }))?.translation ?? '');
    return { message, context, translation };
  });
  await writeCatalogue(language, entries);
  const missing = entries.filter(({ translation }) => translation === '');
  process.stdout.write(`${language}: ${entries.length} texts, ${missing.length} to translate\n`);
}
