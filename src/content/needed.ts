/** The texts that data refers to (names of types, categories, roles, topics, questions and choices) must exist in both languages. Called by load.ts. */
import { IMPACTS, PRIORITIES } from './options.js';
import type { Options } from './options.js';
import type { TypesFile } from './incident-types.js';
import type { Report } from './sources.js';
import { LANGUAGES } from './texts.js';
import type { Texts } from './texts.js';

/** WhatsApp cuts longer titles of buttons (twilio.md). */
const MAX_TITLE = 20;
const STAFF_ROLES = ['manager', 'executive', 'egov_onsite', 'l3', 'nodal'];

export function neededTexts({ texts, fileOf, hasFile, told }: Texts, types: TypesFile, options: Options, report: Report): void {
  const questions = Object.values(types.types).flatMap((entry) => entry.questions);
  const labels = new Set(questions.flatMap(({ choices }) => choices).map((id) => `question.option.${id}`));
  const keys = [
    ...Object.keys(types.types).map((id) => `type.${id}`),
    ...PRIORITIES.map((id) => `type.priority.${id}`),
    ...[...options.roles, ...STAFF_ROLES].map((id) => `type.role.${id}`),
    ...types.categories.map(({ id }) => `category.${id}`),
    ...IMPACTS.map((id) => `choice.${id}`),
    ...options.topics.flatMap((id) => [`redirect.topic.${id}`, `redirect.topic_text.${id}`]),
    ...questions.map(({ key }) => `question.${key}`),
    ...labels,
  ];
  const absent = new Set<string>();
  for (const key of new Set(keys)) {
    for (const language of LANGUAGES) {
      const text = texts[language][key];
      const line = types.lines.get(key) ?? null;
      if (told(language, key)) continue;
      if (text === undefined && !hasFile(language, key)) absent.add(fileOf(language, key));
      else if (text === undefined) report(line === null ? fileOf(language, key) : types.file, line, `the text "${key}" is missing${line === null ? '' : ` in ${fileOf(language, key)}`}`);
      else if (labels.has(key) && text.length > MAX_TITLE) report(fileOf(language, key), null, `"${key}" has ${text.length} characters; a title of a choice has at most ${MAX_TITLE}`);
    }
  }
  for (const file of absent) report(file, null, 'the file is missing: data refers to texts in it');
}
