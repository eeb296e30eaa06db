import { expect, test } from 'vitest';
import { readRepositoryFile } from '../support/repository.ts';

test("the README's bot is the example that is tested", () => {
  const example = readRepositoryFile('packages/client/examples/bot.ts');
  const code = example.slice(example.indexOf('import ')).trim();
  expect(readRepositoryFile('README.md')).toContain(`\`\`\`ts\n${code}\n\`\`\``);
});
