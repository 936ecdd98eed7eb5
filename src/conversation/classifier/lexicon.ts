/** The lexicon: abbreviations, regional variants and frequent slips of field staff (domain.md B.5), all folded. Data of normalise. */

/** What is rewritten before the text is cut into words. Order matters. */
export const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bp\s*\/\s*/gu, 'para '], [/\bc\s*\/\s*/gu, 'com '], [/\bs\s*\/\s*/gu, 'sem '],
  [/\bpalavras?[\s-]*(?:passe|pass|chave)\b|\bcodigo de (?:acesso|entrada)\b/gu, 'senha'],
  [/\bnomes? d[eo] (?:usuario|utilizador|user)\b|\buser\s*name\b|\buser\s*id\b|\bid d[eo] (?:usuario|utilizador)\b/gu, 'username'],
  [/\bredes?[\s-]*mosquiteir[ao]s?\b|\b(?:bed|mosquito)[\s-]*nets?\b|\bredes? tratadas?\b/gu, 'mosquiteiro'],
  [/\b(?:inici\w+|fa[cz]\w+|entrar com|abrir) (?:a )?sessao\b|\bsign[\s-]*in\b|\blog[\s-]*(?:in|on)\b|\bfazer o? ?login\b/gu, 'login'],
  [/\b(?:cartao|the|my|o) sim\b|\bsim[\s-]?cards?\b/gu, 'chip'],
  [/\bq\s?r\s?code\b|\bcodigo q\s?r\b/gu, 'qrcode'],
  [/\bplay\s*store\b/gu, 'playstore'],
  [/\bdados moveis\b|\bpacotes? de (?:dados|internet|megas)\b|\bdata bundle\b|\bmobile data\b/gu, 'megas'],
  [/\bdados de sincronizacao\b/gu, 'sincronizar dados'],
  [/\bposto administrativo\b/gu, 'postoadm'],
  [/\b(?:centro|unidade|posto) (?:de|sanitari[ao]) ?(?:saude|sanitari[ao])?\b/gu, 'unidadesanitaria '],
  [/\bhealth (?:facility|facilities|centre|center|post)\b/gu, 'unidadesanitaria'],
  [/\bfa[sz] favor\b|\bpor favor\b|\bpfv?r?\b|\bplease\b|\bplz\b/gu, ' '],
];

const table = (rows: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(rows).flatMap(([long, shorts]) => shorts.split(' ').map((short) => [short, long] as const)));

/** Abbreviation -> what it stands for (may be two words). */
export const LONG_FORMS: ReadonlyMap<string, string> = table({
  nao: 'n nn naum num nau naoo non', que: 'q k ke', porque: 'pq pk pke porq pork purque', quando: 'qd qdo qnd kuando kdo', quanto: 'qto qnto', quantos: 'qts qtos kts qntos',
  tambem: 'tb tbm tmb tmbm tbem', voce: 'vc vx ce', voces: 'vcs', mesmo: 'msm mm mesm', hoje: 'hj oje', ontem: 'ont', amanha: 'amn amnh', estou: 'tou to xtou stou tô',
  esta: 'ta xta sta xtah tah', estao: 'tao xtao stao', estava: 'tava xtava', depois: 'dps dpois depos', com: 'cm', sem: 'sm', para: 'pra pr p pro', por: 'pur', nos: 'nox',
  fazer: 'faser fzr faxer', faco: 'faxo fasso facu', de: 'd', me: 'm', bom: 'bm', mensagem: 'msg mensagen sms', obrigado: 'obg obgd obrgd brigado', problema: 'prob probl pblm problm', aqui: 'aki aq',
  muito: 'mto mt mui', agora: 'agr agra', nada: 'nda', tudo: 'td', todos: 'tds', pessoa: 'pess', gente: 'gnt', ate: 'inte', assim: 'axim assm', ver: 'vr', comigo: 'cmg',
  'nao consigo': 'ncsgo nconsigo naoconsigo', consigo: 'consg csgo konsigo consig', funciona: 'func funca funcina', telefone: 'tel tlf telf tlm tele fone cel', quero: 'kero qro', qual: 'kual ql',
  'can not': 'cant cannot', 'does not': 'doesnt', 'do not': 'dont', 'is not': 'isnt', 'did not': 'didnt', 'will not': 'wont', 'have not': 'havent', 'are not': 'arent', 'how to': 'howto',
});

/** Variant -> the one name. Looked up for the word, then for its stem. */
export const CANON: ReadonlyMap<string, string> = table({
  SENHA: 'senha senhas password passwords pass passw pwd paswor passord pasword palavrapasse parola pin',
  TELEFONE: 'celular celulares telemovel telemoveis telefone telefones phone phones cellphone smartphone aparelho aparelhos dispositivo dispositivos device devices tablet tablets tablete tabletes celulare telele telemove tabl handset',
  APP: 'aplicativo aplicativos aplicacao aplicacoes app apps apliativo aplicasao aplicacaum salama digit hcm apicativo aplicativ aplicatico application',
  UTILIZADOR: 'usuario usuarios utilizador utilizadores user users usuaria utilizadora utilizado usario',
  USERNAME: 'username usernames',
  CONTA: 'conta contas account accounts',
  REGISTAR: 'registar registrar cadastrar registo registro cadastro registei registrei registado registrado cadastrado registos registros registration register registering registered cadastr regist registr registando registrando cadastrando registamos cadastrei',
  REGISTADOR: 'registador registadores registrador registradores registadora registadoras registrar_person inquiridor enumerator',
  GRAVAR: 'gravar salvar guardar gravo salvo guardo gravei salvei gravou salva grava guarda save saving saved grav salv guard',
  ENVIAR: 'enviar submeter mandar envio submete submetido submit submitting submission submet envi submi',
  ECRA: 'ecra ecran tela screen visor ecras telas ecram',
  MOSQUITEIRO: 'mosquiteiro mosquiteiros mosqueteiro mosqueteiros mosquiteira mosquiteiras rti rtis mtil milda nets mosquitero mosquitei moskiteiro mosquiteros',
  MEGAS: 'mega megas mb mbs bundle bundles',
  SALDO: 'saldo credito creditos airtime recarga recargas',
  ALDEIA: 'aldeia aldeias povoado povoados povoacao bairro bairros village villages comunidade comunidades zona localidade localidades',
  FAMILIA: 'familia familias agregado agregados household households',
  ARMAZEM: 'armazem armazens warehouse warehouses deposito almazem armasem',
  STOCK: 'stock stok estoque stocks stoque estoc',
  ATUALIZAR: 'actualizar atualizar actualizacao atualizacao actualiza atualiza update updates updating upgrade actualiz atualiz actualizei atualizei',
  INSTALAR: 'instalar instalacao instala install installing installed installation instal reinstalar',
  BATERIA: 'bateria baterias battery', CARREGADOR: 'carregador carregadores charger chargers karregador', CHIP: 'chip chips simcard cartao',
  ROUBAR: 'roubar roubaram roubado roubo roubou stolen assaltado assaltaram assalto furto furtaram assaltada', PERDER: 'perdi perdeu perdemos perdido lost',
  FORMULARIO: 'formulario formularios ficha fichas form forms formlario', SUPERVISOR: 'supervisor supervisora supervisores monitor monitora monitores',
  SUBSIDIO: 'subsidio subsidios allowance allowances perdiem ajudas', PAGAR: 'pagar pagamento pagaram pago pagos paga pagou payment payments paid pay pagament salario dinheiro money',
  LOGIN: 'login logar loga logo logon entrar entro entra', BLOQUEAR: 'bloquear bloqueado bloqueada bloqueou bloqueio blocked locked block trancado trancou',
  ABRIR: 'abrir abre abri open opening opens', FECHAR: 'fechar fecha fechou fechando closes close closing crash crashes crashing', FALTA: 'falta faltam faltou faltando missing',
});

/** Words that alone say nothing of what is wrong: "tenho um problema", "ola, preciso de ajuda". Folded and written out. */
export const HOLLOW: ReadonlySet<string> = new Set((
  'sim nao ok okay ola oi alo ei bom boa dia dias tarde noite tudo bem ajuda ajudar ajudem ajude problema problemas urgente urgencia tenho temos ter um uma uns preciso precisamos de do da o a os as e eu nos com me '
  + 'podem pode quero queria falar isto aqui senhor senhora chefe colegas obrigado obrigada hello hi hey yes no good morning help problem problems need i we have a an the please my with you can'
).split(' '));

/** Slips in words that decide. */
export const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^(?:des|re)?s[iye]m?n?[ckqs]+h?r?[oaui]+n?[iye]?[zsc]\w*$|^(?:sync|synch|synk|sinc|sink|syc)\w*$|^sicr\w*$|^sincr\w*$|^cincr\w*$|^xincr\w*$/u, 'SINCRONIZAR'],
  [/^su[bp]?[sc][iye]d[iye]+o?s?$/u, 'SUBSIDIO'],
  [/^mos[qk]u?[ieu]t[ei]*r[oa]s?$/u, 'MOSQUITEIRO'],
  [/^apl?[ie]c?[ck]?[aiou]?(?:ssao|sao|cao|tiv\w*|ticv\w*)$/u, 'APP'],
  [/^(?:form[ou]?l[aei]\w*)$/u, 'FORMULARIO'],
  [/^a?[cr]?tuali[sz]\w*$|^actuali\w*$/u, 'ATUALIZAR'],
  [/^bl[oe]?[qk]u?[ei]\w*$/u, 'BLOQUEAR'],
  [/^desbl[oe]?[qk]u?\w*$|^unlock\w*$/u, 'DESBLOQUEAR'],
  [/^[ck]ar+egador\w*$/u, 'CARREGADOR'],
];
