/** The helpdesk's people: who is this number, who is on shift, who covers an area. Pure; called by the gateway for commands, alerts and ringing. */
import type { Content, StaffMember } from '../content/types.js';
import { isOpen } from './calendar.js';

const byPhone = new WeakMap<readonly StaffMember[], ReadonlyMap<string, StaffMember>>();

/** @param phone E.164, as in staff.csv */
export function staffByPhone(content: Content, phone: string): StaffMember | undefined {
  let index = byPhone.get(content.staff);
  if (index === undefined) {
    index = new Map(content.staff.map((member) => [member.phone, member]));
    byPhone.set(content.staff, index);
  }
  return index.get(phone);
}

/** Those of a role whose shift's calendar is open, in the order of staff.csv. Without an area: wherever they work. @param at ms UTC */
export function onShift(content: Content, at: number, who: { readonly role: StaffMember['role']; readonly area?: string | undefined }): StaffMember[] {
  return content.staff.filter((member) => {
    if (member.role !== who.role || !inArea(member.areas, who.area)) return false;
    const calendar = content.calendars[member.shift];
    return calendar !== undefined && isOpen(calendar, at);
  });
}

/**
 * @param areas `*`, `Tete` or `Tete/Moatize` @param area where something is: the same without `*`
 * What lies in an unknown place, or an unknown district of the province, is everybody's there, so that nobody's ticket is out of sight.
 */
export function inArea(areas: readonly string[], area: string | undefined): boolean {
  if (area === undefined) return true;
  return areas.some((own) => own === '*' || own === area || area.startsWith(`${own}/`) || own.startsWith(`${area}/`));
}
