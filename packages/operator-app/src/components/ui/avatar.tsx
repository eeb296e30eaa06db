import './avatar.css';

/** Initials, which are a picture and no text, on a colour that stays with the person: the hue comes from the id, not from chance. */
export function Avatar({ id, name, online, size = 36 }: { id: string; name: string; online?: boolean; size?: number }) {
  return (
    <span
      className="avatar"
      style={{ '--hue': hueOf(id), '--size': `${size}px` }}
      data-initials={initialsOf(name)}
      aria-hidden="true"
    >
      {online && <span className="avatar-dot" />}
    </span>
  );
}

function hueOf(id: string): number {
  let sum = 0;
  for (const sign of id) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 360;
  return sum;
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const first = words[0] ?? '?';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return ([...first][0] ?? '').toLocaleUpperCase() + ([...last][0] ?? '').toLocaleUpperCase();
}
