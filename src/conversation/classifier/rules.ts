/** Rules that push a type, where a few words settle it (incident-types.md "Boundaries"). Data; called by classify. */
import type { IncidentType } from '../../helpdesk/ticket.js';
import type { Token } from './normalise.js';

export interface Hit {
  readonly type: IncidentType;
  /** Its name among the features: what a rule is worth is learnt too. */
  readonly rule: string;
  /** Added to the type's raw score. */
  readonly push: number;
  readonly evidence: string;
}

interface Rule {
  readonly type: IncidentType;
  readonly push: number;
  readonly when: RegExp;
  readonly unless?: RegExp;
}

const NETS = '(?:MOSQUITEIRO|redes|rede(?= (?:para (?:dar|entregar|distribuir)|a mais|extra))|fardos?)';
const IN_APP = /\b(?:APP|ECRA|FORMULARIO|lista|menu|botao|campo|relatorio|painel|dashboard|produtos?)\b/u;
const WISHES = /\b(?:sug[ie]r\w*|sugest\w+|suggest\w*|seria|gostava que|gostaria que|proponho|recomend\w+|devi?am?|deviam|podiam|poderiam?|proxima (?:vez|campanha)|would be|ideal|dica)\b/u;
const MONEY = '(?:SUBSIDIO|PAGAR|pagar\\w*|dinheiro|metical|meticais|mpesa)';
const SCREENS = '(?:APP|ECRA|botao|menu|opcao|campo|FORMULARIO|REGISTAR|registo|GRAVAR|ENVIAR|SINCRONIZAR|logout|membro|chefe da familia|stock|relatorio|checklist|lista de verificacao|qrcode|foto)';

const rule = (type: IncidentType, push: number, when: string, unless?: RegExp): Rule => ({ type, push, when: new RegExp(`\\b${when}`, 'u'), unless });

/** `when` and `unless` see folded words, with the lexicon's names for variants ("TELEFONE"). */
export const RULES: readonly Rule[] = [
  // Lost or stolen: device, whatever else is said (NMCP is told as well).
  rule('device', 4, '(?:ROUBAR|roub\\w+|furt\\w+|assalt\\w+|levaram|levou|PERDER|desapareceu|sumiu|fugiu|ficou perdido)(?: \\w+){0,5} TELEFONE', /\b(?:dados|registos?|APP|icone)\b/u),
  rule('device', 4, 'TELEFONE(?: \\w+){0,6} (?:ROUBAR|roub\\w+|furtad\\w|desapareceu|PERDER|levado)', /\b(?:dados|registos?|APP)\b/u),
  rule('device', 3, '(?:sem|acab\\w+|nao (?:tenho|temos|ha)|FALTA|no|out of)(?: \\w+){0,2} (?:SALDO|MEGAS|BATERIA|carga|energia|corrente)\\b', /\b(?:supervisor|chefe|vende\w*)\b/u),
  rule('device', 2.5, '(?:CARREGADOR|BATERIA|power ?bank|puk|CHIP)\\b', new RegExp(`${WISHES.source}|\\bmesmo assim\\b|SINCRONIZAR|\\bAPP\\b`, 'u')),
  rule('device', 2.5, '(?:TELEFONE|ECRA|vidro)(?: \\w+){0,3} (?:partid\\w|partiu|quebr\\w+|rachad\\w|molh\\w+|avari\\w+|estragad\\w|broken|nao (?:liga|acende|carrega))', /\bAPP\b/u),
  rule('device', 2.5, '(?:nao apanha|sem|no) (?:sinal de )?(?:rede|network|cobertura|sinal)(?: (?:no|na|nenhuma|on|de|movel|de telefone))', /\b(?:posso|APP|SINCRONIZAR|offline)\b/u),
  // Nets, their number, their way to the people: not ours (SOP L23).
  rule('programmatic', 4, `(?:quant[oa]s?|how many|maximo de|numero de)(?: \\w+)? (?:${NETS}|rede)`, new RegExp(`${IN_APP.source}|\\bja (?:entreguei|dei)\\b|errado`, 'u')),
  rule('programmatic', 3.5, `(?:FALTA|acab\\w+|esgot\\w+|sem|nao (?:ha|temos|tenho)|precisamos de|ran out of|run out of|sobr(?:aram|ou)|reforco de|nao chegaram)(?: \\w+){0,3} ${NETS}`, new RegExp(`${IN_APP.source}|(?:ROUBAR|vend\\w+|desvi\\w+)`, 'u')),
  rule('programmatic', 3, '(?:giz|colet\\w+|bones?|camiset\\w+|crachas?|sacolas?|vests|chalk)\\b', new RegExp(`${WISHES.source}|^quando|^onde`, 'u')),
  rule('programmatic', 2.5, '(?:camiao|camioes|truck|barco|canoa|viatura|mota|combustivel|ponte|estrada|rotas?)\\b', /\b(?:TELEFONE|bebad\w|vend\w+|pessoais|cobra\w*|ROUBAR)\b/u),
  rule('programmatic', 2.5, '(?:FAMILIA|agregado|casa|pessoas|comunidade|household|dona da casa|community)(?: \\w+){0,4} (?:recus\\w+|refuse\\w*|ausentes?|fechada|nao (?:quer|querem|aceita|aceitam|deixa))', IN_APP),
  // How-to about screens against a fault of them.
  rule('app_usage', 2.5, `(?:como|howto|how to|how (?:do|can) (?:i|we))(?: \\w+){0,6} ${SCREENS}`, /\b(?:SENHA|erros?|falh\w+|INSTALAR|apk|CONTA|UTILIZADOR|resolver|aldeia|ALDEIA que|nao (?:SINCRONIZAR|abre|grava)|BLOQUEAR|trabalhar na campanha|candidato)\b/u),
  rule('app_usage', 3, '(?:onde (?:e que )?(?:se )?(?:carrego|carregar|clico|clica|toco|toca|ponho|GRAVAR|vejo|registo|REGISTAR|encontro a? ?(?:o )?(?:checklist|relatorio|menu))|(?:que|qual|quais)(?: e)?(?: o| a)? (?:botao|menu|opcao|ECRA|cor)|(?:para )?que serve o? ?botao|onde (?:fica|esta|ta) o (?:botao|menu|manual))', /\bCONTA\b/u),
  rule('app_usage', 2.5, '(?:manual|tutorial|passo a passo|guia de uso|instrucoes|o que (?:e que )?(?:significa|quer dizer)|o que (?:ponho|escrevo|coloco)|nao sei (?:usar|mexer)|me ensina|ensinem)\\b'),
  rule('app_usage', 3, '(?:preciso(?: de)?|devo|devemos|tenho de|frequencia|quando(?: \\w+){0,2}|quantas vezes) (?:devo )?SINCRONIZAR', /\bnao\b/u),
  rule('app_usage', 2.5, '(?:posso|podemos|da para|pode se|can (?:i|we)|funciona|e obrigatorio)(?: \\w+){0,4} (?:REGISTAR|registo|offline|sem (?:rede|internet)|em branco|gps|ABRIR|FECHAR a APP|APP no meio)', /\b(?:trabalhar na campanha|nao)\b/u),
  // Money: asked about, or complained about.
  rule('general', 3.5, `(?:quando|em que dia|que dia|qual(?: e)?(?: o| a)?|quanto|como e|when)(?: \\w+){0,5} ${MONEY}`, /\b(?:nao|ainda|afinal|ate agora|atras\w+|passou|semanas?|nosso dinheiro|campanha inteira|ninguem|late|explains)\b/u),
  rule('grievance', 3, `(?:nao|nunca|ninguem|nem|sem|ainda|not|nobody|cade|metade|menos|descont\\w+)(?: \\w+){0,4} ${MONEY}`, new RegExp(`${WISHES.source}|^(?:quando|qual|quanto|que dia|em que dia|SALDO)|SALDO|MEGAS`, 'u')),
  rule('grievance', 3, `${MONEY}(?: \\w+){0,5} (?:atras\\w+|nao|late|metade|menos|nunca|desde|semanas|ate (?:hoje|agora))`, WISHES),
  // Wrong done to people or with nets.
  rule('grievance', 4, `(?:vend\\w+|sell\\w*|sold|cobr\\w+|desvi\\w+|escond\\w+|(?:ficou|ficam|fica) com|(?:ped\\w+|quer\\w*|asks?) (?:dinheiro|PAGAR|money))(?: \\w+){0,4} (?:${NETS}|dinheiro|PAGAR|SALDO|MEGAS|combustivel|FAMILIA|REGISTAR|lista)`),
  rule('grievance', 3.5, `(?:ROUBAR|roub\\w+)(?: \\w+){0,4} ${NETS}`, /\bTELEFONE\b/u),
  rule('grievance', 3, '(?:queix\\w+|denunci\\w+|assed\\w+|insult\\w+|ameac\\w+|bebad\\w|drunk|corrup\\w+|nepotismo|desvio|greve|humilh\\w+|agred\\w+|violencia|maltrat\\w+|maus tratos|harass\\w*|complain\\w*|falsific\\w+|fantasmas?|despe(?:diram|dido)|injust\\w+|reclam\\w+ (?:contra|do meu|do supervisor|do chefe))\\b', /\bcomo faco\b/u),
  rule('grievance', 3, `(?:GRAVAR|guardou|ficou|lev\\w+|tir(?:ou|aram))(?: \\w+){0,5} (?:para (?:ele|ela|si|casa|a familia del[ea])|resto|${NETS})`, /\bTELEFONE\b|\bAPP\b|\bonde\b|\bmolhad/u),
  // Wishes and praise.
  rule('feedback', 3, '(?:sugiro|sugest\\w+|suggest\\w*|seria (?:bom|melhor|ideal|mais facil|justo|otimo)|proponho|recomendo|fica a (?:dica|sugestao)|deviam?|podiam|poderiam|would be (?:nice|good)|da proxima vez|na proxima campanha|para a proxima|prefer(?:ia|o)|prefiro|tenho uma ideia|proposta de melhoria)\\b', /^(?:como|onde)\b|\bmeu nome\b|\bperfil\b|devia (?:receber|ser (?:monitor|supervisor|registador))|\bCONTA\b/u),
  rule('feedback', 3, '(?:parabens|excelentes?|elogi\\w+|gost(?:ei|amos)|adorei|satisfeit\\w|contentes?|espectacular|maravilha|great|very good|muito (?:boa|bom|util|facil|simpatic\\w)|(?:app|APP) (?:e|is) (?:boa|bom|otim\\w|good|fixe)|agradec\\w+|bom trabalho)\\b', /\b(?:mas nao|nao (?:abre|consigo|funciona|SINCRONIZAR)|erro)\b/u),
  // Accounts against passwords.
  rule('login', 2.5, '(?:(?:CONTA|UTILIZADOR|USERNAME)(?: \\w+){0,3} (?:BLOQUEAR|locked)|(?:DESBLOQUEAR|BLOQUEAR)(?: \\w+){0,4} (?:CONTA|UTILIZADOR|USERNAME|acesso))', /\b(?:saiu|expuls\w+|abandon\w+|antigo|desist\w+|padrao|google|cartao|CHIP)\b/u),
  rule('login', 2.5, '(?:esquec\\w+|lembro|forgot|repor|reset|redefin\\w+|errad\\w|errei|incorret\\w+|incorrect\\w*)(?: \\w+){0,4} (?:SENHA|credenciais|pin)\\b', /\bnovo colega\b/u),
  rule('user_account', 3, '(?:cri(?:ar|a|e|em|acao|aram)|kriar|create|abr(?:ir|am|issem)|nov[oa]s?|new|precis\\w+)(?: \\w+){0,4} (?:UTILIZADOR|CONTA|LOGIN|perfil)\\b', /\b(?:SENHA|DESBLOQUEAR|ja tenho|entrar com)\b/u),
  rule('user_account', 2.5, '(?:substitut\\w+|replacement|(?:desactiv|desativ|deactiv|remov|elimin|retir|tirar|transfer)\\w*(?: \\w+){0,4} (?:UTILIZADOR|CONTA|acesso|access)|(?:perfil|papel|role|permissao|permissoes)\\b)', /\b(?:TELEFONE|fichas?|colete)\b/u),
  // Lists of the app.
  rule('master_data', 3, '(?:ALDEIA|unidadesanitaria|ARMAZEM|produto|equipa|postoadm|escola|distrito|povoado|hospital)(?: \\w+){0,6} (?:nao (?:aparecem?|aparese|consta\\w?|exist\\w+|sai|vem|esta(?:o)? (?:na|no|a aparecer))|em FALTA|not (?:in|appear)|FALTA (?:na|no|in) )', /\b(?:camiao|guarda|TELEFONE nao|SINCRONIZAR|UTILIZADOR|CONTA|carrinha)\b/u),
  rule('master_data', 3, '(?:adicion\\w+|acrescent\\w+|inclu\\w+|criar|ponham|por|add|FALTA)(?: \\w+){0,3} (?:ALDEIA|unidadesanitaria|ARMAZEM|postoadm|posto de saude)(?: \\w+){0,4}(?: (?:APP|lista|list|sistema))?', new RegExp(`${NETS}|transporte|pessoas|giz|colet|UTILIZADOR|REGISTADOR|${WISHES.source}`, 'u')),
  // Who, when, where of the campaign.
  rule('general', 3, '(?:(?:numero|contacto|telefone|phone number|TELEFONE number)(?: de TELEFONE)? (?:d[oa]s?|of the) (?:SUPERVISOR|coordenador\\w*|responsavel|helpdesk|apoio|pncm|coordinator)|quem e o|who is the)', /\bregistador errado\b/u),
  rule('general', 2.5, '(?:como|onde|how|where|quando|when)(?: \\w+){0,6} (?:trabalhar na campanha|inscrev\\w+|candidat\\w+|formacao|treino|training|reuniao|cv|apply|job|dia da distribuicao)\\b', new RegExp(`\\bAPP\\b|SENHA|${MONEY}`, 'u')),
  rule('general', 3, '(?:onde|quando|a quem)(?: \\w+){0,2} (?:entrego|entregamos|devolv\\w+|entregar)(?: \\w+){0,2} TELEFONE', /\breparar\b/u),
  rule('general', 2.5, '(?:grupo de whatsapp|certificado|declaracao|contrato|vagas?|inscrever|candidat\\w+|pncm|nmcp|feriado|horario|malaria|requisitos)\\b', new RegExp(`${WISHES.source}|SINCRONIZAR|agradecer`, 'u')),
];

export function hits(tokens: readonly Token[]): Hit[] {
  const line = tokens.map((token) => (/^[A-Z]/u.test(token.stem) ? token.stem : token.word)).join(' ');
  const found: Hit[] = [];
  for (const [at, { type, push, when, unless }] of RULES.entries()) {
    const match = when.exec(line);
    if (match === null || unless?.test(line) === true) continue;
    const first = line.slice(0, match.index).split(' ').length - 1;
    const count = match[0].trim().split(' ').length;
    const evidence = tokens.slice(first, first + count).map((token) => token.said).join(' ');
    found.push({ type, rule: `${type} ${at}`, push, evidence });
  }
  return found;
}
