/** As the server judges it; the flag is newer than what else the app needs, and without it the server alone judges. */
export function isEmoji(text: string): boolean {
  try {
    return new RegExp('^\\p{RGI_Emoji}$', 'v').test(text);
  } catch {
    return text !== '';
  }
}

/** What people answer with most; any other may be typed. */
export const COMMON_EMOJI = ['👍', '❤️', '😂', '🎉', '🙏', '👀', '😮', '😢', '🔥', '✅', '👏', '🤔'] as const;
