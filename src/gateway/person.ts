/** A turn of a person in chat: opt-out, desk commands, or the conversation. Called by decide for WhatsApp and SMS. */
import type { Content } from '../content/types.js';
import { soundsEnglish } from '../conversation/language.js';
import { renderChat, renderNotice } from '../conversation/render.js';
import { openQuestion, step } from '../conversation/step.js';
import { optOutWord, understand } from '../conversation/understand.js';
import { orders, wordsOfChoice } from '../helpdesk/commands.js';
import { waitsForReporter } from '../helpdesk/deadlines.js';
import { deskMember } from '../helpdesk/staff.js';
import type { Before } from '../store/port.js';
import type { TurnEvent } from '../../flows/types.js';
import type { Change } from './change.js';
import { isQuiet, knownContact } from './contacts.js';
import { strangerWords } from './desk/stranger.js';
import { deskTurn } from './desk/turn.js';
import { memberRelay } from './desk/talk.js';
import { play } from './effects.js';
import type { Played, Scene } from './effects.js';
import { factsOf } from './facts.js';
import type { ChatWhat, Inbound } from './inbound.js';
import { filesOf } from './media-rows.js';
import { languageOf, queueWords } from './outgoing.js';
import type { Recipient } from './outgoing.js';
import type { Contact } from './records.js';
import { reporterRelay, talkStopped } from './relay.js';
import { readTold } from './told.js';
import type { World } from './world.js';

const MINUTE = 60_000;
/** A message this much older than its arrival is answered with a word about the delay. */
const LATE_MS = 10 * MINUTE;

/** Templates that say "answer to see it": whoever answers at all is shown the words. */
const SHOWN_LATER: ReadonlySet<string> = new Set(['alert', 'official', 'relay', 'report']);

export function personTurn(before: Before, inbound: Inbound, what: ChatWhat, content: Content, world: World): Change[] {
  const known = knownContact(before, inbound, true, content, world);
  const { contact } = known;
  const to: Recipient = {
    address: inbound.from, contactId: contact.id, via: inbound.via,
    fallback: contact.phone !== null && world.ways.sms && !inbound.from.startsWith('sms:') ? `sms:${contact.phone}` : null,
  };
  const opt = what.kind === 'optout' ? what.word : what.kind === 'text' ? optOutWord(what.text) : null;
  if (opt === 'stop') return [...known.changes, { do: 'address.save', address: { ...known.row, optedOutAt: world.now } }, ...talkStopped({ before, contact, to, content, world }), ...words('notice.optout_confirmed')];
  const changes: Change[] = [...known.changes];
  if (known.row.optedOutAt !== null) changes.push({ do: 'address.save', address: { ...known.row, optedOutAt: null } });
  if (opt === 'start') return [...changes, ...words('notice.optin_confirmed')];

  if (isQuiet(known.row, what, world.now)) return [...changes, ...keepMedia(inbound, what, contact, world)];

  const unseen = (before.withheld ?? []).filter((each) => each.template !== null && SHOWN_LATER.has(each.template.key));
  for (const { body, ticket } of unseen) if (body.kind === 'text') changes.push(...queueWords(to, { text: body.text, ...(body.choices === undefined ? {} : { choices: body.choices }) }, { purpose: 'answer', ticket }, world));

  const staff = contact.phone === null ? undefined : deskMember(content, contact.phone);
  const said = staff === undefined ? null : deskWords(what, before.message);
  if (staff !== undefined && said !== null) {
    const ordered = deskTurn(orders(said, before.message?.ticket ?? null), { member: staff, before, to, content, world });
    if (ordered !== null) return [...changes, ...ordered];
  }
  if (staff !== undefined) {
    const relayed = memberRelay(inbound, what, contact, { member: staff, before, to, content, world, text: what.kind === 'text' ? what.text : '', confirmed: false });
    if (relayed !== null) return [...changes, ...relayed];
  }
  const talk = reporterRelay(inbound, what, { before, contact, to, content, world });
  changes.push(...(talk?.changes ?? []));
  if (talk?.goesOn === false) return changes;
  if (unseen.length > 0 && before.conversation === null && onlyOpensThem(what)) return changes;
  const refused = staff === undefined && what.kind === 'text' ? strangerWords(what.text, before, content, languageOf(contact)) : null;
  if (refused !== null) return [...changes, ...queueWords(to, { text: refused }, { purpose: 'answer' }, world)];
  return [...changes, ...converse(before, inbound, what, contact, to, content, world)];

  function words(key: string): Change[] {
    return queueWords(to, { text: renderNotice(content, languageOf(contact), key, {}) }, { purpose: 'answer' }, world);
  }
}

/** What a member of the desk says to it: typed, by a button of an alert, or by that button's number in a reply to it. Null = nothing that could be an order. */
function deskWords(what: ChatWhat, quoted: Before['message']): string | null {
  if (what.kind === 'choice') return wordsOfChoice(what.choiceId);
  if (what.kind !== 'text') return null;
  const choices = quoted?.body.kind === 'text' ? quoted.body.choices ?? [] : [];
  const picked = /^\s*[1-9]\s*$/u.test(what.text) ? choices[Number(what.text) - 1] : undefined;
  return (picked === undefined ? null : wordsOfChoice(picked.id)) ?? what.text;
}

/** Whoever was asked something about his ticket answers that, whether he quotes the question or not. */
function askedAbout({ tickets, conversation }: Before, what: ChatWhat): string | null {
  const asked = tickets.filter(waitsForReporter);
  return conversation === null && asked.length === 1 && (what.kind === 'text' || what.kind === 'media') ? asked[0]?.number ?? null : null;
}

/** A short word in answer to a template ("ok", "ver"): wants to see what was announced and nothing more. */
const onlyOpensThem = (what: ChatWhat): boolean => what.kind === 'text' && what.text.trim().split(/\s+/u).length <= 3;

function converse(before: Before, inbound: Inbound, what: ChatWhat, known: Contact, to: Recipient, content: Content, world: World): Change[] {
  const english = known.language === null && what.kind === 'text' && soundsEnglish(what.text);
  const contact: Contact = english ? { ...known, language: 'en' } : known;
  const facts = factsOf(before, contact, 'chat', content, world);
  const rated = ratedBy(before.message, what);
  const event: TurnEvent = rated !== null ? { type: 'FOLLOWUP', ...rated, facts } : understand({
    what: what.kind === 'optout' ? { kind: 'text', text: 'ajuda' } : what,
    open: before.conversation === null ? null : openQuestion(before.conversation),
    facts, content, quotedTicket: before.message?.ticket ?? askedAbout(before, what), language: languageOf(contact),
  });
  const kept = keepMedia(inbound, what, contact, world);
  const late = inbound.at < inbound.receivedAt - LATE_MS ? inbound.at : null;
  return [...(english ? [{ do: 'contact.save' as const, contact }] : []), ...kept, ...chatStep(event, { before, contact, address: inbound.from, to, channel: inbound.channel === 'sms' ? 'sms' : 'whatsapp', content, world }, late)];
}

/** A button of the message that told of the solution, or its number in a reply to it, speaks of that ticket, whatever else is being asked. */
function ratedBy(message: Before['message'], what: ChatWhat): { readonly ticket: string; readonly text: string } | null {
  const told = message === null ? null : readTold(message.id);
  if (told?.who !== 'reporter') return null;
  const said = what.kind === 'choice' ? what.choiceId : what.kind === 'text' ? what.text.trim() : '';
  if (said === 'yes' || said === '1') return { ticket: told.number, text: 'sim' };
  return said === 'no' || said === '2' ? { ticket: told.number, text: 'não' } : null;
}

type ChatScene = Omit<Scene, 'medium' | 'startedAt' | 'call'>;

/** One step of the chat conversation: also taken by the reminder and the expiry (due.ts). */
export function chatStep(event: TurnEvent, chat: ChatScene, late: number | null): Change[] {
  const { before, content, world } = chat;
  const id = `chat:${chat.contact.id}`;
  const out = step({ conversation: before.conversation, event, catalogue: content.catalogue, contactId: chat.contact.id, conversationId: id, now: world.now });
  const scene: Scene = { ...chat, medium: 'chat', call: null, startedAt: before.conversation?.startedAt ?? world.now };
  const played = play(out.effects, scene);
  const changes: Change[] = [...played.changes];
  if (out.conversation === null) {
    if (before.conversation !== null) changes.push({ do: 'conversation.end', id });
  } else {
    changes.push({ do: 'conversation.save', conversation: out.conversation });
    if (event.type !== 'REMIND') changes.push(remindLater(id, chat.address, content, world));
  }
  changes.push(...answer(played, scene, late));
  return changes;
}

const remindLater = (id: string, address: string, content: Content, world: World): Change => ({
  do: 'timer.set',
  timer: { name: 'conversation.remind', key: id, dueAt: world.now + content.campaign.options.remindAfterMinutes * MINUTE, data: { address } },
});

function answer(played: Played, scene: Scene, late: number | null): Change[] {
  const language = languageOf(played.contact);
  const { content, world } = scene;
  const rendered = renderChat(played.spoken, { content, language, now: world.now });
  return rendered.messages.flatMap((message, index) => {
    const text = late !== null && index === 0 ? `${renderNotice(content, language, 'notice.late_merged', { sentAt: late })}\n\n${message.text}` : message.text;
    return queueWords(scene.to, { ...message, text }, { purpose: 'answer', ticket: played.ticket ?? spokenOf(played) }, world);
  });
}

/** The one ticket that an answer speaks of, so that quoting it means that ticket. */
function spokenOf({ spoken }: Played): string | null {
  const numbers = new Set(spoken.flatMap((effect) => ('vars' in effect && typeof effect.vars?.['number'] === 'string' && effect.key.startsWith('status.is.') || effect.type === 'say' && effect.key.startsWith('followup.') ? [String(effect.vars?.['number'])] : [])));
  return numbers.size === 1 ? [...numbers][0] ?? null : null;
}

/** Files are rows first, fetched by a job later. A location or contact card is kept in words. */
function keepMedia(inbound: Inbound, what: ChatWhat, contact: Contact, world: World): Change[] {
  return what.kind === 'media' ? filesOf(inbound, what, null, contact.id, world) : [];
}
