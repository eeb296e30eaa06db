/** Where a one-time link leads: its token stands behind the #, which no browser sends to a server. */
export type LinkPage = 'reset' | 'join';

export function tokenOf(page: LinkPage): string | null {
  return location.pathname === `/${page}` && location.hash.length > 1 ? location.hash.slice(1) : null;
}

export const linkTo = (page: LinkPage, token: string): string => `${location.origin}/${page}#${token}`;

/** It is used, or given up: neither the address nor the history keeps it. */
export const forgetLink = (): void => history.replaceState(null, '', '/');
