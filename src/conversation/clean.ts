/** What is taken out of words at the inbound edge: characters that break XML, logs or screens, and passwords. Called by the channels and by understand. */
import { fold } from './words.js';

/**
 * Keeps letters, signs, emoji and line breaks. Takes out control characters, lone surrogates, U+FFFE and the other non-characters,
 * zero-width and direction marks; a tab becomes a space, CR LF a line break.
 */
export function clean(text: string): string {
  return text
    .replace(/\r\n?|\u2028|\u2029|\u0085/gu, '\n')
    .replace(/[\t\u00a0\u000b\u000c]/gu, ' ')
    .replace(/[\p{Cs}\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufdd0-\ufdef\ufff9-\uffff]/gu, '')
    .replace(/[\u{1fffe}\u{1ffff}\u{2fffe}\u{2ffff}\u{3fffe}\u{3ffff}\u{e0000}\u{e0001}\u{10fffe}\u{10ffff}]/gu, '')
    .trim();
}

const SECRET = /(?<![\p{L}\p{N}])((?:palavras?[\s-]?(?:passe|chave)|senhas?|pass(?:e|words?)?|pin)(?:\s+(?:nova|antiga|a[c]?tual|dele|dela))?)(\s*(?::|=|->)\s*|\s+(?:é|eh|is|foi|era|e)\s*[:=]?\s+|\s+)(["'“«]?)([^\s"'”»]+)/giu;
/** What stands between the word and a password for sure; anything else counts only before something with a digit in it. */
const STRONG = /[:=>]|^(?:é|eh|is)$/iu;
const SECRET_FROM = 4;

/** Words that follow "senha" without being one: "a senha: não entra", "a senha é inválida". */
const NO_SECRETS = new Set([
  'nao', 'errada', 'errado', 'incorreta', 'incorrecta', 'invalida', 'invalido', 'esquecida', 'bloqueada', 'expirada', 'certa', 'correta', 'correcta', 'diferente', 'igual',
  'esqueci', 'perdi', 'quero', 'preciso', 'sempre', 'muito', 'a', 'o', 'as', 'os', 'e', 'que', 'de', 'do', 'da', 'dele', 'dela', 'uma', 'um', 'mesma', 'nova', 'antiga', 'minha', 'se', 'ja', 'so', 'ainda', 'como', 'porque', 'quando',
  'wrong', 'invalid', 'incorrect', 'expired', 'not', 'the', 'my', 'forgotten', 'blocked', 'correct', 'too', 'always',
]);

/** "a senha é abc123" -> "a senha é ***": we ask for no password and keep none. */
export function maskSecrets(text: string): string {
  return text.replace(SECRET, (whole: string, word: string, link: string, quote: string, token: string) => {
    const stop = /[.,;!?)]+$/u.exec(token)?.[0] ?? '';
    const secret = token.slice(0, token.length - stop.length);
    if (secret === '' || NO_SECRETS.has(fold(secret))) return whole;
    const meant = STRONG.test(link.trim()) || (/\d/u.test(secret) && secret.length >= SECRET_FROM);
    return meant ? `${word}${link}${quote}***${stop}` : whole;
  });
}
