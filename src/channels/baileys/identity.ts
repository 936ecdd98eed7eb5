/** Who is who on WhatsApp: hidden ids (LID) and numbers (PN) as they become known, and the address under which the gateway knows a person. Made by talk.ts. */
import type { Address } from '../../gateway/inbound.js';
import type { LinkedBook, Pair } from '../../store/port-linked.js';
import { digitsOf, GROUP, hiddenAddress, LID, named, phoneAddress, PN } from './jids.js';

export interface Who {
  readonly from: Address;
  readonly phone?: string;
}

export interface Identity {
  /**
   * The address by the number whenever that is known, so that another provider by configuration means the same person. Who wrote hidden until now is named
   * once more by the hidden address, with the number: then the gateway joins both.
   */
  who(jid: string | null | undefined, alt?: string | null): Who | null;
  /** Two names of one person. Anything else is left alone. */
  learn(one: string | null | undefined, other: string | null | undefined): void;
  /** True when a message from this jid should be looked up with WhatsApp's own store of pairs. */
  isUnknown(jid: string | null | undefined, alt?: string | null): boolean;
  /** The gateway has taken up a message of this person. @param at ms UTC */
  wrote(jid: string, who: Who, at: number): void;
  hasWritten(address: Address): boolean;
  /** Where to send: the way in which the person wrote last. Null = nobody on WhatsApp. */
  jidOf(address: Address): string | null;
  /** Other addresses of the same person. */
  otherNames(address: Address): readonly Address[];
}

type Book = Pick<LinkedBook, 'pairOfLid' | 'pairOfPn' | 'savePair' | 'wrote' | 'hasWritten'>;

export function createIdentity(book: Book): Identity {
  function learn(one: string | null | undefined, other: string | null | undefined): void {
    const lid = digitsOf(one, LID) ?? digitsOf(other, LID);
    const pn = digitsOf(one, PN) ?? digitsOf(other, PN);
    if (lid === null || pn === null) return;
    const known = book.pairOfLid(lid);
    if (known?.pn !== pn) book.savePair({ lid, pn, hidden: known?.hidden ?? false, mode: known?.mode ?? null });
  }

  function pairOf(jid: string | null | undefined): Pair | null {
    const lid = digitsOf(jid, LID);
    if (lid !== null) return book.pairOfLid(lid);
    const pn = digitsOf(jid, PN);
    return pn === null ? null : book.pairOfPn(pn);
  }

  function who(jid: string | null | undefined, alt?: string | null): Who | null {
    learn(jid, alt);
    const pair = pairOf(jid) ?? pairOf(alt);
    const lid = pair?.lid ?? digitsOf(jid, LID) ?? digitsOf(alt, LID);
    const pn = pair?.pn ?? digitsOf(jid, PN) ?? digitsOf(alt, PN);
    if (pn === null) return lid === null ? null : { from: hiddenAddress(lid) };
    return { from: pair?.hidden === true ? hiddenAddress(pair.lid) : phoneAddress(pn), phone: `+${pn}` };
  }

  const wrote: Identity['wrote'] = (jid, { from, phone }, at) => {
    book.wrote(from, at);
    if (phone !== undefined) book.wrote(`whatsapp:${phone}`, at);
    const pair = pairOf(jid);
    const lid = pair?.lid ?? digitsOf(jid, LID);
    if (lid === null) return;
    const now: Pair = { lid, pn: pair?.pn ?? null, hidden: phone === undefined, mode: jid.endsWith(LID) ? 'lid' : 'pn' };
    if (pair === null || pair.hidden !== now.hidden || pair.mode !== now.mode) book.savePair(now);
  };

  return {
    who, learn, wrote,
    isUnknown: (jid, alt) => digitsOf(jid, LID) !== null && digitsOf(alt, PN) === null && (pairOf(jid)?.pn ?? null) === null,
    hasWritten: (address) => book.hasWritten(address),
    jidOf(address) {
      const name = named(address);
      if (name === null) return null;
      if (name.kind === 'group') return name.id + GROUP;
      if (name.kind === 'lid') return name.id + LID;
      const pair = book.pairOfPn(name.id);
      return pair?.mode === 'lid' ? pair.lid + LID : name.id + PN;
    },
    otherNames(address) {
      const name = named(address);
      if (name === null || name.kind === 'group') return [];
      const pair = name.kind === 'lid' ? book.pairOfLid(name.id) : book.pairOfPn(name.id);
      if (pair === null) return [];
      const all = [hiddenAddress(pair.lid), ...(pair.pn === null ? [] : [phoneAddress(pair.pn)])];
      return all.filter((each) => each !== address);
    },
  };
}
