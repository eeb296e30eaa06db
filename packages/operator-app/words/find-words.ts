import { type ESTree, parseSync, Visitor } from 'vite';

export interface FoundWords {
  /** The English, in ICU's MessageFormat. */
  message: string;
  /** The feature. */
  context: string;
  /** The names of the values that the code hands in. */
  values: readonly string[];
}

/** All that the code of a file gives to `say` and `words` (src/locale/words.ts). Throws at what cannot be read without running it. */
export function findWords(path: string, code: string): FoundWords[] {
  const { program, errors } = parseSync(path, code, { preserveParens: false });
  const [error] = errors;
  if (error) throw new Error(`${path}: ${error.message}`);
  const texts: Omit<FoundWords, 'context'>[] = [];
  const features: string[] = [];
  new Visitor({
    CallExpression({ callee, arguments: [first, second] }) {
      if (callee.type !== 'Identifier' || first === undefined) return;
      if (callee.name === 'wordsOf') features.push(textOf(first, path));
      if (callee.name === 'words') texts.push(...entriesOf(first, path).map((message) => ({ message, values: [] })));
      if (callee.name === 'say') texts.push({ message: textOf(first, path), values: namesOf(second, path) });
    },
  }).visit(program);
  const [context, another] = features;
  if (context === undefined || another !== undefined) throw new Error(`${path}: one feature speaks in a file, no more`);
  return texts.map((text) => ({ ...text, context }));
}

function textOf(node: ESTree.Argument, path: string): string {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  throw new Error(`${path}:${node.start}: a text must stand there as it is, not as ${node.type}`);
}

/** The texts among the entries, however deep. What is a function says its own. */
function entriesOf(node: ESTree.Argument | ESTree.ArrayExpressionElement, path: string): string[] {
  switch (node?.type) {
    case 'ObjectExpression':
      return node.properties.flatMap((property) =>
        entriesOf(property.type === 'Property' ? property.value : property, path),
      );
    case 'ArrayExpression':
      return node.elements.flatMap((element) => entriesOf(element, path));
    case 'TSSatisfiesExpression':
      return entriesOf(node.expression, path);
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'ArrowFunctionExpression':
      mustSay(node.body, path);
      return [];
    default:
      throw new Error(`${path}:${node?.start}: words must stand there as they are, not as ${node?.type}`);
  }
}

/** What a function hands out has been said: a text of its own would stay English. */
function mustSay(node: ESTree.Expression | ESTree.FunctionBody, path: string): void {
  if (node.type === 'ConditionalExpression') {
    mustSay(node.consequent, path);
    mustSay(node.alternate, path);
  } else if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'say') {
    throw new Error(`${path}:${node.start}: this must be said, by say(…)`);
  }
}

function namesOf(node: ESTree.Argument | undefined, path: string): string[] {
  if (node === undefined) return [];
  if (node.type !== 'ObjectExpression') throw new Error(`${path}:${node.start}: the values must be named here`);
  return node.properties.map((property) => {
    if (property.type === 'Property' && property.key.type === 'Identifier') return property.key.name;
    throw new Error(`${path}:${property.start}: a value must have a plain name`);
  });
}
