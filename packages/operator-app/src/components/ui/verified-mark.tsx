import './verified-mark.css';
import { Icon } from './icon.tsx';

interface Props {
  /** The site has signed who this is. */
  verified: boolean;
  words: { verified: string; unverified: string };
}

/** In words for everybody; the check mark is for the eye alone. */
export function VerifiedMark({ verified, words }: Props) {
  return (
    <span className="verified-mark" data-verified={verified}>
      {verified && <Icon name="check" size={14} />}
      {verified ? words.verified : words.unverified}
    </span>
  );
}
