/** Concepts: what a word is about, so that a word never seen in training still counts. Beginnings of folded words; a `$` closes the word. Data of features. */

export const CONCEPTS: Readonly<Record<string, string>> = {
  how: 'mostr emend corrig maneira forma$ ordem como$ how$ passo passos instruc explic explain ensin aprend manual tutorial guia$ video$ videos$ mexer percebi entendi usar$ uso$ serve$ significa',
  where: 'onde$ where$ aonde$', when: 'quando$ when$', who: 'quem$ who$', which: 'qual$ quais$ which$ what$', may: 'posso podemos devo$ devemos may$ preciso$ tenho$ temos$',
  many: 'quant maximo minimo many$ calcul', not: 'nao$ not$ nunca nenhum ninguem nem$ sem$ no$ nobody never cannot', want: 'quero queria gostava gostaria need want peco solicit pedido favor',
  error: 'erro error falh fail vermelh invalid mensage', wrong: 'errad wrong trocad mal$ incorrect incorret',
  wish: 'ajudava ponham metam cortem tornem tragam pensem era$ please$ devia dever podia poderia sugi sugest suggest seria proponh propost ideia idea dica recomend opini melhor ideal prefer acho$ would could futur podiam deviam',
  praise: 'pacienc alegri dancar aprendi gostamos liked like$ kind$ pior$ parab excelent optim otim gostei gostamos adorei ador agrade satisf content elogi fixe$ fixa$ maravil espect good great nice thank happy love simpatic dedicad linda bonit util$ cumpriment reconhec facil brav impecavel top$ fantastic apreci',
  money: 'subsid subxid supsid pag dinheiro salari metica metical mt$ mts$ mzn mpesa paid$ pay allowance perdiem valor$ montante ganh descont remunera honorari emola',
  abuse: 'nomes$ feios malcri empurr vinga forca$ medo bebad bebem$ alcool alcohol segredo insult amea assedi agred agress bate$ bateu$ bati$ batia bebad embriag drunk harass humilh grit respeito discrim violen abus maltrat maus burro injust revolt sexua nepot despe expuls ofend beat$ beats$ shout insulted tocar$ toca$',
  fraud: 'amigo partido comeram falsa falso carimbo feira mercado loja$ lenha passeio vend sell sold desvi corrup falsif invent fantasm escond denunc queix reclam complain fraud greve rouba cobr suborn ladr engan promet prometi comerci ficou$',
  boss: 'supervis monitor chef lider regulo secretario gestor coordena motorista condutor formador boss leader autoridad', mate: 'colega registador distribuidor brigada equipa',
  nets: 'mosquit mosquet moskit rede rti$ rtis$ mtil fard bale$ bales$ nets$', store: 'armaz deposit warehouse celeiro', stock: 'stock stok estoq guia remessa entrada saida devolu recep transferen sobra rutur ruptur',
  transport: 'camiao camioes camin carrinh viatura carro$ carra$ barco canoa mota$ moto estrada ponte rota$ rotas transport combust truck route rio$ bicicl chapa',
  material: 'mesa cadeira tenda lona botas cordas colet giz bone$ bones camis crach sacol vest$ vests$ chalk chapeu uniforme', family: 'casal viuva velho idos acamad vizinh inquilin povo$ gente popula famil agregad casa$ casas$ household morador bebe crianc gravid benefici membro pesso habitant vizinh domestico',
  absent: 'porta pastor curand crenc ausen fechad recus refus absent machamba voltamos viaj', screen: 'ecra tela botao botoes menu campo pagina icon opcao opcoes button screen field carrego clic toco toca$ seleccion selecion escolh preench pagin quadrad',
  app: 'app$ apps$ aplic sistema$ salama digit$ hcm$ programa$', device: 'tablet telemov celular telefon aparelh dispositiv phone device fone$ smartphon',
  part: 'unidades giga cabo inch tomada ficha transformador chuva bateri batter carregador charger cabo$ vidro chip puk cartao saldo credit recarg airtime mega$ megas$ mb$ carga$ touch acend liga$ ligar molh agua cai$ caiu$ cair$ partid partiu rachad avari quebr aquec desliga memoria armazenam bluetooth altifal corrente energia reparar inchad powerbank bundle',
  lost: 'gatun mochila roub assalt furt perd stole lost$ ladr levad levaram', credential: 'acesso chave$ recus rejeit reject expuls autentic combina signin senha pass password credenc acess login logar pin$ bloque lock unlock username reset repor repos redefin desbloq autentic entrar$ entra$ entro entrei sessao aceder', forgot: 'esquec lembr forg',
  account: 'cargo lugar$ logins tratem criar$ cria$ crie$ criam$ criem$ criacao substitut desacti desati deacti remov retir elimin perfil papel$ role funcao permiss desist promovid conta$ contas$ utilizador usuario user account apelido inactiv inativ reactiv active activa', fresh: 'novo nova new$ entrou chegou',
  place: 'aldei povoa bairro localid posto distrit villag locality zona$ regulad unidade hospit escola boundar area$ areas circulo comunid mapa reassent acampament hierarq',
  absentinlist: 'opcoes option vem$ vier escolhas trocad swap falta falt consta const exist aparec encontr vazi missing empt lista list$ acrescent adicion inclu add$ dropdown', sync: 'nuvenz fila$ transmi comunic acumulad pendur sincr sicr xincr sync sync pendent servidor painel dashboard suba$ sube$ subem$ sobe$ sobem$ subiu$ subir subiram upload offline online envi mand presos conexao nuvem baixa descarr download server',
  crash: 'engasg caracol pisc trav encrav congel crash fecha lent slow freez hang instal update atualiz actualiz apk versao abre$ abri$ abrir arranc encerr rodar respond pesad demora cinzent',
  capture: 'retrat fotograf satelit assin confirm gps$ coord foto camara camera qrcode qr$ scanner codig idade nascim submet submit grav salv guard obrigat aceit formul ficha questionar',
  date: 'data$ datas$ dia$ dias$ horari hora$ horas$ amanha domingo sabad feriad calendar comec termin prazo start end$ ends$ semana quinta sexta segunda', info: 'direccao direcao apresent encontro inscri entrevist programa$ application informa contact helpdesk pncm nmcp respons campanh treino formac vaga contrat certific reuni escritor malaria inscrev candidat documento requisit endere', grata: 'gratis graca$ gratuit',
};

const LONGEST = 14;
/** Beginning (or whole word with `$`) -> the concepts it stands for. */
const BEGINNINGS = new Map<string, string[]>();
for (const [name, beginnings] of Object.entries(CONCEPTS)) {
  for (const beginning of beginnings.split(' ')) BEGINNINGS.set(beginning, [...(BEGINNINGS.get(beginning) ?? []), name]);
}

/** @param word folded, and the form it was written out to */
export function conceptsOf(word: string): readonly string[] {
  const found = new Set<string>(BEGINNINGS.get(`${word}$`));
  for (let length = 2; length <= Math.min(word.length, LONGEST); length += 1) BEGINNINGS.get(word.slice(0, length))?.forEach((name) => found.add(name));
  return [...found];
}
