import { strings } from '../strings.ts';

interface SafeLinkProps {
  /** Judged before: by `textParts` or `webAddress`. */
  href: string;
  children: string;
  title?: string;
  /** An address reads from left to right, apart from whatever direction the words around it have. */
  dir?: 'ltr' | 'auto';
}

/** A link that a stranger wrote: where it leads knows nothing of this page. */
export function SafeLink({ children, dir = 'ltr', ...rest }: SafeLinkProps) {
  return (
    <a {...rest} dir={dir} target="_blank" rel="noopener noreferrer nofollow">
      {children}
      <span className="visually-hidden"> {strings.newTab}</span>
    </a>
  );
}
