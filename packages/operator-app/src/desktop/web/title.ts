/** A title that changes once a second catches the eye in a row of tabs. */
const FLASH_MS = 1_000;
const NAME = 'Parley';

export interface Title {
  count(count: number): void;
  /** Shows these words in turn with the count. Returns how to stop. */
  flash(words: string): () => void;
}

/** `(3) Parley`, and who calls in turn with it; the icon beside it has a dot when anything is unread. */
export function createTitle(page: Document): Title {
  const calling: { words: string }[] = [];
  let unread = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  let shown = true;

  const show = () => {
    const words = calling[0]?.words;
    const calm = unread > 0 ? `(${unread}) ${NAME}` : NAME;
    page.title = words !== undefined && shown ? words : calm;
  };
  const turn = () => {
    shown = !shown;
    show();
  };
  const restart = () => {
    clearInterval(timer);
    shown = true;
    if (calling.length > 0) timer = setInterval(turn, FLASH_MS);
    show();
  };

  return {
    count(count) {
      unread = count;
      show();
      const icon = page.querySelector<HTMLLinkElement>('link[rel="icon"]');
      if (icon) icon.href = count > 0 ? '/parley-unread.svg' : '/parley.svg';
    },
    flash(words) {
      const entry = { words };
      calling.push(entry);
      restart();
      return () => {
        const at = calling.indexOf(entry);
        if (at === -1) return;
        calling.splice(at, 1);
        restart();
      };
    },
  };
}
