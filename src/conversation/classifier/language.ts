/** Which language a message is written in, by its small words. Called by classify. */

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
/** Words of one language alone: "a", "no", "do", "as" are both. */
const ENGLISH = words('the is are was my your to not can cannot cant i we you he she they it its of and for in on with how when where what who why which this that does did dont doesnt have has had be been will would should could please but all any from our their there here want need help phone nets working open send still');
const PORTUGUESE = words('o os um uma de da das dos em na nas nos que e nao para com por se ao eu ele ela nos voces meu minha esta estou tem tenho temos como quando onde quem qual quero preciso mas ja so foi ser ha sem mais muito aqui quantas quantos porque ate isto isso bom boa dia obrigado falta senha rede redes esqueci consigo aplicacao telefone n q tb pq vc');

/** Undefined where nothing tells. @param said folded words */
export function languageOf(said: readonly string[]): 'pt' | 'en' | undefined {
  let english = 0;
  let portuguese = 0;
  for (const word of said) {
    if (ENGLISH.has(word)) english += 1;
    if (PORTUGUESE.has(word)) portuguese += 1;
  }
  if (english === portuguese) return undefined;
  return english > portuguese ? 'en' : 'pt';
}
