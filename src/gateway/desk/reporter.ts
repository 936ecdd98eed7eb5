/** A word to the reporter about his ticket (a question, put off, refused, open again), on the way he came; a caller gets it in writing. Called by the desk's files for orders. */
import type { Content } from '../../content/types.js';
import { renderNotice } from '../../conversation/render.js';
import type { Ticket } from '../../helpdesk/ticket.js';
import type { Change } from '../change.js';
import { numberOf } from '../inform.js';
import { queueWords, recipientOfPhone, templateUse } from '../outgoing.js';
import type { Recipient } from '../outgoing.js';
import type { World } from '../world.js';
import type { DeskScene, Vars } from './scene.js';

/** Null: nothing that can be written reaches him. */
export function reporterOf(ticket: Ticket, before: DeskScene['before'], world: World): Recipient | null {
  const { address, phone } = ticket.reporter;
  if (!address.startsWith('whatsapp:') && !address.startsWith('sms:')) return recipientOfPhone(numberOf(ticket), ticket.contactId, world);
  const via = before.addresses.find((row) => row.address === address)?.via ?? world.via;
  if (via === null) return null;
  return { address, contactId: ticket.contactId, via, fallback: phone !== null && world.ways.sms && !address.startsWith('sms:') ? `sms:${phone}` : null };
}

/** @param key a text in the reporter's language; with `template` it gets through outside the 24-hour window where that template exists */
export function tellReporter(ticket: Ticket, key: string, vars: Vars, scene: DeskScene, template: string | null = null): Change[] {
  const to = reporterOf(ticket, scene.before, scene.world);
  if (to === null) return [];
  const { language } = ticket.reporter;
  const text = renderNotice(scene.content, language, key, { number: ticket.number, ...vars });
  return queueWords(to, { text }, { purpose: 'notice', ticket: ticket.number, template: template === null ? null : used(scene.content, template, ticket, text, language) }, scene.world);
}

const used = (content: Content, key: string, ticket: Ticket, text: string, language: 'pt' | 'en'): ReturnType<typeof templateUse> => templateUse(content, key, [ticket.number, text], language);
