import {
  type CompiledIcuChoices,
  type CompiledMessage,
  compileMessageOrThrow,
} from '@lingui/message-utils/compileMessage';

export interface MessageFacts {
  /** The names of the values in it, sorted. */
  values: string[];
  /** The forms of each plural in it, sorted: `['one', 'other']`. */
  plurals: string[][];
}

/** What a message is made of besides its text. Throws if it is no message. */
export function factsOf(message: string): MessageFacts {
  const values = new Set<string>();
  const plurals: string[][] = [];
  const look = (tokens: CompiledMessage) => {
    for (const token of tokens) {
      if (typeof token === 'string') continue;
      const [name, type, format] = token;
      values.add(name);
      if (type !== 'plural' || !isChoices(format)) continue;
      const { offset: _offset, ...forms } = format;
      plurals.push(
        Object.keys(forms)
          .filter((form) => !/^\d+$/.test(form))
          .toSorted(),
      );
      Object.values(forms).forEach(look);
    }
  };
  look(compileMessageOrThrow(message));
  return { values: [...values].toSorted(), plurals };
}

const isChoices = (format: unknown): format is CompiledIcuChoices => typeof format === 'object' && format !== null;
