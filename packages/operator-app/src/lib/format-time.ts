import { inLocale } from '../locale/formats.ts';
import { wordsOf } from '../locale/words.ts';

const { say } = wordsOf('time');

const DAY_MS = 86_400_000;

const formatOf = (options: Intl.DateTimeFormatOptions) => {
  const formats = inLocale((tag) => new Intl.DateTimeFormat(tag, options));
  return (at: Date): string => formats().format(at);
};
const weekday = formatOf({ weekday: 'short' });
const dayMonth = formatOf({ day: 'numeric', month: 'short' });
const longDay = formatOf({ weekday: 'long', day: 'numeric', month: 'long' });

/** Calendar days between two instants in local time; days with 23 or 25 hours are rounded away. */
const daysBetween = (from: Date, to: Date): number =>
  Math.round((startOfDay(to).getTime() - startOfDay(from).getTime()) / DAY_MS);

const startOfDay = (date: Date): Date => new Date(date.getFullYear(), date.getMonth(), date.getDate());

export const clockTime = formatOf({ hour: 'numeric', minute: '2-digit' });
export const fullTime = formatOf({ dateStyle: 'medium', timeStyle: 'short' });

/** For lists: `now`, `4 m`, `14:05` today, `Mon` this week, else `3 Nov`. */
export function shortTime(at: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 1) return say('now');
  if (minutes < 60) return say('{minutes} m', { minutes });
  const days = daysBetween(at, now);
  if (days === 0) return clockTime(at);
  return days < 7 ? weekday(at) : dayMonth(at);
}

/** For separators in a thread. */
export function dayName(at: Date, now: Date): string {
  const days = daysBetween(at, now);
  if (days === 0) return say('Today');
  return days === 1 ? say('Yesterday') : longDay(at);
}

/** A key that is the same for all instants of one local day. */
export const dayKey = (at: Date): string => `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;

/** Milliseconds as `m:ss` or `h:mm:ss`. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const tail = String(seconds).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
