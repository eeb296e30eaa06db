const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * A name whose letters run the other way than the sentence turns round what stands beside it: isolated (U+2068, U+2069)
 * it does not, nor does it decide the direction of an element with `dir="auto"`.
 */
export function isolate(value: string, language: string): string {
  const turns = language === 'ar' ? value !== '' : RIGHT_TO_LEFT.test(value);
  return turns ? `\u2068${value}\u2069` : value;
}
