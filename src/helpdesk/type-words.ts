/** Names of the incident types as executives type them ("tipo 40713 palavra-passe"). Pure; called by the desk for `tipo`. */
import { bare, nearest } from '../conversation/words.js';
import { INCIDENT_TYPES } from './ticket.js';
import type { IncidentType } from './ticket.js';

/** Separated by commas, folded; the names of the alert are among them. */
const NAMES: Readonly<Record<IncidentType, string>> = {
  login: 'login, log in, entrar, entrada, entrar na aplicacao, entrar na app, senha, palavra passe, password, acesso, credenciais, logging in',
  sync: 'sync, sincronizar, sincronizacao, sincronia, envio de dados, dados por enviar, synchronisation, synchronization',
  app_crash: 'app crash, crash, aplicacao, app, aplicacao nao abre, nao abre, app nao abre, trava, encrava, congela, instalacao, actualizacao, atualizacao, lenta, app does not open',
  form: 'form, formulario, erro no formulario, ficha, erro, gravar, captura, form error',
  device: 'device, telemovel, telefone, celular, tablet, telemovel ou tablet, aparelho, dispositivo, equipamento, bateria, phone, phone or tablet',
  user_account: 'user account, conta, conta de utilizador, conta de usuario, utilizador, usuario, account, user, perfil',
  master_data: 'master data, listas, lista, nomes nas listas, dados mestre, dados mestres, aldeia, aldeias, names in the lists, lists',
  app_usage: 'app usage, uso, usar, usar a aplicacao, usar a app, como fazer, como se faz, duvida, processo, how to, usage, using the app',
  grievance: 'grievance, queixa, reclamacao, denuncia, complaint',
  feedback: 'feedback, sugestao, elogio, sugestao ou elogio, opiniao, suggestion, suggestion or praise',
  general: 'general, geral, pergunta geral, pergunta, informacao, general question, question',
  programmatic: 'programmatic, programatico, programatica, redes, mosquiteiros, distribuicao, redes e distribuicao, pncm, nmcp, stock, nets, nets and distribution',
};

const names = INCIDENT_TYPES.flatMap((type) => [...NAMES[type].split(', '), type].map((name) => ({ name: bare(name), type })));
const spelt = names.map(({ name }) => name);

/** A leading "para", "de" or "é" means nothing. Null where no type is called so. */
export function typeNamed(said: string): IncidentType | null {
  const plain = bare(said).replace(/^(?:(?:para|de|do tipo|e|tipo|as|to|is) )+/u, '');
  return names[nearest(plain, spelt)]?.type ?? null;
}
