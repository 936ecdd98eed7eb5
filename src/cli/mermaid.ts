/** A machine as a Mermaid state diagram, for docs/diagrams. Pure; called by `helpdesk diagrams`. */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

const FENCE = '```';

/** Markdown with one diagram; the same machine gives the same text, so that a changed flow shows as a changed file. */
export function machineMarkdown(id: string, machine: AnyStateMachine): string {
  const lines = ['stateDiagram-v2', ...body(machine.root, '  ')];
  const anywhere = arrows(machine.root, 'anywhere');
  if (anywhere.length > 0) lines.push('  state "from anywhere" as anywhere', ...anywhere.map((arrow) => `  ${arrow}`));
  return `# ${id}\n\nDrawn from the machine by \`npm run diagrams\`; do not edit.\n\n${FENCE}mermaid\n${lines.join('\n')}\n${FENCE}\n`;
}

const children = (node: AnyStateNode): AnyStateNode[] => Object.values(node.states);

/** Mermaid wants words without dots as names. */
const nameOf = (node: AnyStateNode): string => node.path.join('__').replace(/\W/gu, '_');

function body(node: AnyStateNode, indent: string): string[] {
  const lines: string[] = [];
  const start = node.initial?.target[0];
  if (start !== undefined && node.type === 'compound') lines.push(`${indent}[*] --> ${nameOf(start)}`);
  for (const child of children(node)) {
    const name = nameOf(child);
    if (children(child).length === 0) lines.push(`${indent}state "${child.key}" as ${name}`);
    else lines.push(`${indent}state "${child.key}" as ${name} {`, ...body(child, `${indent}  `), `${indent}}`);
    if (child.type === 'final') lines.push(`${indent}${name} --> [*]`);
  }
  for (const child of children(node)) lines.push(...arrows(child, nameOf(child)).map((arrow) => indent + arrow));
  return lines;
}

/** One arrow per pair of states, with all that leads along it. */
function arrows(node: AnyStateNode, from: string): string[] {
  const labels = new Map<string, Set<string>>();
  const every: AnyTransitionDefinition[] = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  for (const transition of every) {
    for (const target of transition.target ?? []) {
      const known = labels.get(nameOf(target)) ?? new Set<string>();
      labels.set(nameOf(target), known.add(label(transition)));
    }
  }
  return [...labels].map(([target, words]) => {
    const text = [...words].filter((word) => word !== '').join(', ');
    return `${from} --> ${target}${text === '' ? '' : ` : ${text}`}`;
  });
}

function label(transition: AnyTransitionDefinition): string {
  const guard = guardName(transition.guard);
  return [transition.eventType, guard === null ? '' : `[${guard}]`].filter((part) => part !== '').join(' ').replace(/[:;"]/gu, ' ');
}

function guardName(guard: unknown): string | null {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'function') return guard.name === '' || guard.name === 'guard' ? 'if' : guard.name;
  const type = (guard as { type?: unknown } | undefined)?.type;
  return typeof type === 'string' ? type : null;
}
