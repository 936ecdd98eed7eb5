/** Asks before something that destroys or shuts out is done: the order waits for "sim" (run.ts runs it again). Called by people.ts. */
import type { Change } from '../change.js';
import { reply } from './scene.js';
import type { DeskScene, Vars } from './scene.js';

export function ask(scene: DeskScene, key: string, vars: Vars = {}, number: string | null = null): Change[] {
  const { before, member, text, world } = scene;
  return [
    { do: 'desk.save', state: { phone: member.phone, pending: { text, number, at: world.now }, last: before.deskState?.last ?? null } },
    ...reply(scene, key, vars, number),
  ];
}
