/** `helpdesk check`: every fault of the catalogues, the texts and the machines, with file and line. */
import type { machines as Machines } from '../../flows/index.js';
import { localesDir } from '../root.js';
import { FAULT, GOOD, complain, say } from './io.js';
import type { Io } from './io.js';

export async function check(io: Io): Promise<number> {
  const { loadContent } = await import('../content/load.js');
  const { dataDir } = io.config();
  const { content, faults } = loadContent({ dataDir, localesDir: localesDir() });
  for (const fault of faults) complain(io, `${fault.file}${fault.line === null ? '' : `:${fault.line}`}: ${fault.message}`);
  const flows = content === null ? [] : await flowFaults(content.catalogue);
  for (const fault of flows) complain(io, fault);
  const count = faults.length + flows.length;
  if (count > 0 || content === null) {
    complain(io, `${count} ${count === 1 ? 'fault' : 'faults'}`);
    return FAULT;
  }
  say(io, `no faults: ${content.roster.size} people, ${content.staff.length} staff, ${Object.keys(content.types).length} types, ${Object.keys(content.texts.pt).length} texts in two languages, revision ${content.revision.slice(0, 12)}`);
  return GOOD;
}

/** A machine that this catalogue cannot make throws when it is built or started. */
async function flowFaults(catalogue: Parameters<typeof Machines>[0]): Promise<string[]> {
  const { machines } = await import('../../flows/index.js');
  try {
    return machines(catalogue).flatMap(({ id, machine }) => (Object.keys(machine.root.states).length === 0 ? [`flows/${id}: no states`] : []));
  } catch (error) {
    return [`flows: ${error instanceof Error ? error.message : String(error)}`];
  }
}
