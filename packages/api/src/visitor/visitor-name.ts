import type { Attributes } from '../contract/views.ts';

/** What operators call him: the name the site gave, else something to tell anonymous ones apart. */
export function visitorName(id: string, attributes: Attributes): string {
  const { name } = attributes;
  return typeof name === 'string' && name.trim() !== '' ? name : `Visitor ${id.slice(-4)}`;
}
