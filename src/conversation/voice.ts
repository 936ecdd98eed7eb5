/** Text for ears: no signs that a voice would spell out, one paragraph. Called by render for every phone prompt. */

/** No markdown, no emoji, no web addresses; line breaks become pauses. */
export function forEars(text: string): string {
  return text
    .replace(/(?:https?:\/\/|www\.)\S+/giu, '')
    .replace(/[\p{Extended_Pictographic}\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\ufe0f\u20e3\u200d]/gu, '')
    .replace(/[*_~`]+/gu, (run, at: number, whole: string) => (/\w/u.test(whole.charAt(at - 1)) && /\w/u.test(whole.charAt(at + run.length)) ? ' ' : ''))
    .replace(/([.!?:;,])?[^\S\n]*\n\s*/gu, (_run, stop: string | undefined) => `${stop ?? '.'} `)
    .replace(/[^\S\n]+([.,;:!?])/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** "40713" -> "4, 0, 7, 1, 3". */
export const digitByDigit = (number: string): string => [...number].join(', ');

/** A label in mid-sentence: "Comunicar problema" -> "comunicar problema", but "PNCM" stays. */
export function midSentence(label: string): string {
  const [first = '', second = ''] = [...label];
  return second === second.toLowerCase() && second !== '' ? first.toLowerCase() + label.slice(first.length) : label;
}
