/** Dates in the visitor's language, by the browser's own tables. */
export interface DateWords {
  day(at: Date): string;
  time(at: Date): string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function dateWords(languageTag: string): DateWords {
  const near = new Intl.RelativeTimeFormat(languageTag, { numeric: 'auto' });
  const far = new Intl.DateTimeFormat(languageTag, { weekday: 'long', day: 'numeric', month: 'long' });
  const otherYear = new Intl.DateTimeFormat(languageTag, { day: 'numeric', month: 'long', year: 'numeric' });
  const time = new Intl.DateTimeFormat(languageTag, { hour: 'numeric', minute: '2-digit' });
  return {
    time: (at) => time.format(at),
    day(at) {
      const today = new Date();
      const days = Math.round((midnight(at) - midnight(today)) / DAY_MS);
      if (days === 0 || days === -1) return capital(near.format(days, 'day'));
      return (at.getFullYear() === today.getFullYear() ? far : otherYear).format(at);
    },
  };
}

function midnight(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** 65_000 → `1:05`; over an hour `1:01:05`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}
