/** Hidden ids and numbers of one person. */
import { describe, expect, it } from '@jest/globals';
import { createIdentity } from '../../../src/channels/baileys/identity.js';
import { openLinkedBook } from '../../../src/store/linked-book.js';

const LID = '81000000000001@lid';
const PN = '258841230001@s.whatsapp.net';
const HIDDEN = 'whatsapp:lid.81000000000001';
const KNOWN = 'whatsapp:+258841230001';

const made = () => createIdentity(openLinkedBook(':memory:'));

describe('identity', () => {
  it.each([
    ['a number', PN, undefined], ['a number with its hidden id', PN, LID], ['a hidden id with its number', LID, PN], ['a number on another device', '258841230001:7@s.whatsapp.net', undefined],
  ])('%s is known by the number', (_, jid, alt) => {
    expect(made().who(jid, alt)).toEqual({ from: KNOWN, phone: '+258841230001' });
  });

  it('a hidden id alone is an address without a number', () => {
    expect(made().who(LID)).toEqual({ from: HIDDEN });
  });

  it('what was learnt once holds for every later message', () => {
    const identity = made();
    identity.learn(PN, LID);
    expect(identity.who(LID)).toEqual({ from: KNOWN, phone: '+258841230001' });
  });

  it('who wrote hidden is named once more by the hidden address, with the number, until the gateway has it', () => {
    const identity = made();
    identity.wrote(LID, { from: HIDDEN }, 1);
    const joins = { from: HIDDEN, phone: '+258841230001' };
    expect(identity.who(LID, PN)).toEqual(joins);
    expect(identity.who(PN)).toEqual(joins);
    identity.wrote(LID, joins, 2);
    expect(identity.who(LID)).toEqual({ from: KNOWN, phone: '+258841230001' });
  });

  it('a number that went to somebody else is not the first one\'s any more', () => {
    const identity = made();
    identity.learn(LID, PN);
    identity.learn('81000000000002@lid', PN);
    expect(identity.who(LID)).toEqual({ from: HIDDEN });
    expect(identity.who('81000000000002@lid')?.from).toBe(KNOWN);
  });

  it('answers go the way the person wrote last', () => {
    const identity = made();
    identity.learn(LID, PN);
    identity.wrote(LID, { from: KNOWN, phone: '+258841230001' }, 1);
    expect(identity.jidOf(KNOWN)).toBe(LID);
    identity.wrote(PN, { from: KNOWN, phone: '+258841230001' }, 2);
    expect(identity.jidOf(KNOWN)).toBe(PN);
    expect(identity.jidOf('group:120363001234567890')).toBe('120363001234567890@g.us');
    expect(identity.jidOf('sms:+258841230001')).toBeNull();
  });

  it('knows who wrote, under both names', () => {
    const identity = made();
    expect(identity.hasWritten(KNOWN)).toBe(false);
    identity.wrote(LID, { from: HIDDEN, phone: '+258841230001' }, 1);
    expect([identity.hasWritten(KNOWN), identity.hasWritten(HIDDEN)]).toEqual([true, true]);
  });

  it.each(['120363@newsletter', 'status@broadcast', '', null, 'x@lid'])('"%s" is nobody', (jid) => {
    expect(made().who(jid)).toBeNull();
  });
});
