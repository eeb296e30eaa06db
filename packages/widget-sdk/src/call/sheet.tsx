import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  label: string;
  /** Where the focus came from and goes back to. */
  opener: RefObject<HTMLElement | null>;
  onClose: () => void;
  children: ComponentChildren;
}

/** A sheet over the call: Esc, a press beside it and its opener close it. */
export function Sheet({ label, opener, onClose, children }: Props): JSX.Element {
  const sheet = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    sheet.current?.focus();
    const from = opener.current;
    return () => from?.focus();
  }, [opener]);
  useEffect(() => {
    const root = sheet.current?.getRootNode();
    const look = ({ target }: Event) => {
      if (target instanceof Node && !sheet.current?.contains(target) && !opener.current?.contains(target)) onClose();
    };
    root?.addEventListener('pointerdown', look);
    return () => root?.removeEventListener('pointerdown', look);
  }, [opener, onClose]);
  return (
    <div
      ref={sheet}
      class="sheet"
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // The panel, which Esc closes too, stays.
        event.stopPropagation();
        onClose();
      }}
    >
      {children}
    </div>
  );
}
