/** The words people use for the same few things, folded (words.ts): data for understand. Whole messages only, unless said otherwise. */

const set = (...phrases: string[]): ReadonlySet<string> => new Set(phrases);

export const YES = set(
  'sim', 's', 'ss', 'sss', 'sim sim', 'simm', 'claro', 'claro que sim', 'isso', 'isso mesmo', 'ok', 'okay', 'oki', 'okey', 'ya', 'yah', 'iya', 'pois', 'pois sim', 'certo', 'esta certo', 'correto', 'correcto',
  'exato', 'exacto', 'exatamente', 'exactamente', 'confirmo', 'confirmado', 'confirmar', 'com certeza', 'e isso', 'e sim', 'sim senhor', 'sim senhora', 'sim por favor', 'sim obrigado', 'sim obrigada', 'afirmativo', 'positivo', 'pode ser', 'pode',
  'concordo', 'aceito', 'esta bem', 'tudo bem assim', 'esta tudo certo', 'tudo certo', 'yes', 'y', 'yep', 'yeah', 'sure', 'correct', 'right', 'yes please', 'thats right', 'that s right', 'sim e', 'sim esta', 'sim ja', 'sim resolveu', 'sim confirmo', 'sim isso mesmo', 'sim claro',
);

export const NO = set(
  'nao', 'n', 'nn', 'nope', 'nao nao', 'nao obrigado', 'nao obrigada', 'nao e', 'nao e isso', 'nao e assim', 'nada', 'nunca', 'negativo', 'nem por isso', 'errado', 'esta errado', 'incorreto', 'incorrecto', 'ainda nao', 'nao esta certo', 'nao confirmo',
  'nao quero', 'nao senhor', 'nao senhora', 'nao concordo', 'nao resolveu', 'nao ficou', 'nao funcionou', 'no', 'not yet', 'no thanks', 'no thank you', 'wrong', 'nao nao quero', 'nao esta', 'agora nao', 'naum', 'nao nada', 'de modo nenhum',
);

/** Emoji that answer yes or no, without skin tones. */
export const YES_SIGNS = set('👍', '👌', '✅', '✔', '☑', '🆗', '👍👍', '🙆', '💯');
export const NO_SIGNS = set('👎', '❌', '✖', '🚫', '👎👎', '🙅', '⛔');
export const THANKS_SIGNS = set('🙏', '🙏🙏', '👍', '👍👍', '👏', '👏👏', '❤', '😊', '🙂', '😀', '😁', '🤝', '👌', '✅', '💯', '🥰', '😍', '🙌');
export const GREETING_SIGNS = set('👋', '👋👋', '🖐', '✋');
export const ANGER_SIGNS = set('😡', '🤬', '😠', '😤', '👿');

export type Always = 'MENU' | 'BACK' | 'HELP' | 'CANCEL' | 'STATUS' | 'PERSON' | 'LANGUAGE' | 'LANGUAGE_PT' | 'LANGUAGE_EN' | 'REPEAT' | 'SKIP';

/** Words that are always available. */
export const ALWAYS: Readonly<Record<Always, ReadonlySet<string>>> = {
  MENU: set(
    'menu', 'o menu', 'menu principal', 'inicio', 'ir ao menu', 'ir para o menu', 'voltar ao menu', 'voltar ao inicio', 'voltar para o menu', 'voltar para o inicio', 'voltar ao menu principal', 'ver menu', 'ver o menu', 'mostrar menu', 'mostra o menu', 'comecar', 'comecar de novo',
    'recomecar', 'iniciar', 'opcoes', 'ver opcoes', 'main menu', 'home', 'options', 'start over', 'restart', 'tela inicial',
  ),
  BACK: set('voltar', 'volta', 'voltar atras', 'anterior', 'pergunta anterior', 'atras', 'para tras', 'voltar para tras', 'recuar', 'corrigir resposta', 'back', 'go back', 'previous'),
  HELP: set('ajuda', 'ajude me', 'ajude', 'me ajude', 'ajuda me', 'me ajuda', 'socorro', 'help', 'help me', 'como funciona', 'o que posso fazer', 'o que posso escrever', 'nao entendi', 'nao percebi', 'nao entendo', 'nao percebo', 'ajuda a usar', 'instrucoes'),
  CANCEL: set('cancelar', 'cancela', 'cancelar tudo', 'cancelar pedido', 'cancelar o pedido', 'desistir', 'desisto', 'anular', 'anula', 'esquece', 'esqueca', 'deixa estar', 'deixe estar', 'deixa la', 'sair', 'terminar', 'cancel', 'quit', 'exit', 'never mind', 'nevermind', 'forget it'),
  STATUS: set(
    'estado', 'o estado', 'estado do pedido', 'estado do meu pedido', 'o estado do meu pedido', 'meu pedido', 'o meu pedido', 'meus pedidos', 'os meus pedidos', 'ver pedido', 'ver o pedido', 'ver meu pedido', 'ver o meu pedido', 'ver pedidos', 'ver estado', 'ver o estado', 'consultar pedido', 'consultar o pedido',
    'consultar estado', 'saber do meu pedido', 'saber o estado', 'saber o estado do meu pedido', 'qual o estado', 'qual e o estado', 'qual e o estado do meu pedido', 'qual o estado do meu pedido', 'como esta o meu pedido', 'como esta meu pedido', 'como vai o meu pedido', 'andamento', 'situacao do pedido', 'ponto de situacao',
    'status', 'ticket status', 'my ticket', 'my tickets', 'status of my ticket', 'the status of my ticket', 'check my ticket', 'acompanhar pedido', 'acompanhar o pedido', 'acompanhar o meu pedido', 'novidades do meu pedido', 'ha novidades', 'alguma novidade', 'novidades',
  ),
  PERSON: set(
    'pessoa', 'uma pessoa', 'atendente', 'um atendente', 'operador', 'um operador', 'humano', 'agente', 'assistente', 'falar', 'falar com alguem', 'falar com uma pessoa', 'falar com pessoa', 'falar com um atendente', 'falar com atendente', 'falar com o atendente', 'falar com operador', 'falar com um operador',
    'falar com um humano', 'falar com humano', 'falar com o helpdesk', 'falar com helpdesk', 'falar com o apoio tecnico', 'falar com apoio tecnico', 'falar com a equipa', 'falar com um tecnico', 'falar com tecnico', 'falar com o tecnico', 'falar com o apoio', 'que me liguem', 'me liguem', 'liguem me', 'liga me', 'me liga', 'ligue me', 'me ligue',
    'uma chamada', 'que alguem me ligue', 'helpdesk', 'apoio tecnico', 'person', 'agent', 'human', 'operator', 'talk to someone', 'talk to a person', 'speak to someone', 'speak to a person', 'talk to the helpdesk', 'speak to the helpdesk', 'call me', 'a person', 'speak with someone', 'speak to an agent',
  ),
  LANGUAGE: set('lingua', 'a lingua', 'idioma', 'o idioma', 'mudar lingua', 'mudar de lingua', 'mudar a lingua', 'mudar idioma', 'mudar o idioma', 'mudar de idioma', 'trocar lingua', 'trocar de lingua', 'trocar idioma', 'outra lingua', 'language', 'change language', 'lingua language', 'language lingua'),
  LANGUAGE_PT: set('portugues', 'em portugues', 'falar portugues', 'falar em portugues', 'portuguese', 'in portuguese', 'portugues por favor', 'mudar para portugues'),
  LANGUAGE_EN: set('english', 'in english', 'ingles', 'em ingles', 'falar ingles', 'falar em ingles', 'speak english', 'english please', 'switch to english', 'mudar para ingles', 'do you speak english', 'i speak english'),
  REPEAT: set('repetir', 'repete', 'repita', 'repetir a pergunta', 'repita a pergunta', 'pode repetir', 'outra vez', 'de novo', 'mais uma vez', 'ouvir de novo', 'ouvir outra vez', 'repeat', 'again', 'say again', 'repeat please', 'como'),
  SKIP: set('saltar', 'salta', 'passar', 'passa', 'passar a frente', 'pular', 'pula', 'nao sei', 'nao sei dizer', 'nao sei responder', 'nao tenho certeza', 'nao tenho a certeza', 'nao faco ideia', 'nao me lembro', 'nao lembro', 'sei la', 'seguinte', 'proxima', 'sem resposta', 'skip', 'next', 'i don t know', 'i dont know', 'don t know', 'dont know', 'not sure', 'no idea'),
};

/** Courtesies around a word that leave its meaning: "quero falar com alguém, por favor". */
export const BEFORE = /^(?:(?:eu|por favor|pf|pfv|sff|se faz favor|please|ola|oi|bom dia|boa tarde|boa noite|so|agora|entao|eu gostaria de|gostaria de|queria|quero|preciso de|preciso|posso|podia|pode|desejo|vou|i want to|i want|i would like to|can i|could i|i need to|i need|let me) )+/u;
export const AFTER = /(?: (?:por favor|pf|pfv|sff|se faz favor|please|pls|obrigado|obrigada|agora|ja|fazendo favor))+$/u;

export const GREETINGS: readonly string[] = [
  'bom dia', 'boa tarde', 'boa noite', 'bons dias', 'boas tardes', 'boas noites', 'bom diaa', 'bdia', 'bd', 'bt', 'boas', 'ola', 'olaa', 'ola ola', 'oi', 'oii', 'oi oi', 'alo', 'salama', 'salaama', 'moni', 'zikomo', 'saudacoes', 'cumprimentos', 'viva', 'hi', 'hello', 'hey', 'hei',
  'good morning', 'good afternoon', 'good evening', 'good day', 'como esta', 'como estas', 'como estao', 'como vai', 'tudo bem', 'tudo bom', 'como estamos', 'esta tudo bem', 'how are you', 'espero que esteja bem', 'espero que estejam bem',
];
/** What may follow a greeting without saying anything more. */
export const GREETED: readonly string[] = [
  'a todos', 'todos', 'para todos', 'a todas', 'pessoal', 'colegas', 'colega', 'equipa', 'equipe', 'chefe', 'chefes', 'senhor', 'senhora', 'senhores', 'sr', 'sra', 'srs', 'doutor', 'doutora', 'dr', 'dra', 'amigo', 'amigos', 'irmao', 'irmaos', 'helpdesk', 'apoio', 'caros', 'caro', 'estimados', 'malta', 'familia', 'mano', 'mana',
  'por ai', 'ai', 'convosco', 'consigo', 'com voces', 'e', 'a', 'o', 'os', 'all', 'everyone', 'team', 'there', 'sir', 'madam',
];

export const THANKS: readonly string[] = [
  'obrigado', 'obrigada', 'obrigados', 'brigado', 'brigada', 'obg', 'obgd', 'obgda', 'obrg', 'muito obrigado', 'muito obrigada', 'muitissimo obrigado', 'valeu', 'agradeco', 'agradecido', 'agradecida', 'agradecemos', 'gratos', 'grato', 'grata', 'bem haja', 'thanks', 'thank you', 'thx', 'thank u', 'many thanks', 'thanks a lot', 'thank you very much',
  'kanimambo', 'khanimambo', 'zikomo kwambiri', 'koxukhuru', 'tenho dito', 'fixe', 'excelente', 'otimo', 'optimo', 'perfeito', 'maravilha', 'bom trabalho', 'continuacao de bom trabalho', 'great', 'perfect',
];
/** Around thanks, still thanks: "muito obrigado pela ajuda". */
export const THANKED: readonly string[] = [
  'pela ajuda', 'pela atencao', 'pelo apoio', 'pela resposta', 'pela rapidez', 'por tudo', 'pela informacao', 'pela colaboracao', 'pelo esclarecimento', 'pela assistencia', 'pela vossa ajuda', 'pela sua ajuda', 'mais uma vez', 'desde ja', 'mesmo', 'muito', 'muita', 'mesmo assim', 'entao', 'for your help', 'for the help', 'so much', 'very much', 'a lot', 'again',
  'ok', 'esta bem', 'certo', 'ta', 'ta bom', 'esta bom', 'sim', 'pela', 'a vossa atencao', 'vos', 'lhe', 'ja resolvi', 'ja consegui', 'ja funciona', 'ja esta', 'resolvido', 'consegui', 'ficou resolvido', 'ja esta resolvido', 'ja deu',
];
/** Said to close a turn, when no yes or no is asked for. */
export const AGREED = set('ok', 'okay', 'oki', 'okey', 'ok ok', 'esta bem', 'ta', 'ta bem', 'ta bom', 'certo', 'entendido', 'percebido', 'percebi', 'entendi', 'combinado', 'fico a espera', 'aguardo', 'vou aguardar', 'ficamos a espera', 'fico no aguardo', 'fine', 'got it', 'alright', 'tudo bem', 'beleza', 'ja resolvi', 'ja consegui', 'ja funciona', 'esta bom');

/** Anywhere in the sentence, in whole words. */
export const ANGER: readonly string[] = [
  'merda', 'porra', 'caralho', 'foda', 'foda se', 'fodas', 'porcaria', 'palhacada', 'palhacos', 'vergonha', 'vergonhoso', 'uma vergonha', 'estou farto', 'estou farta', 'estamos fartos', 'ja estou farto', 'farto disto', 'cansado de esperar', 'cansada de esperar', 'cansados de esperar', 'incompetente', 'incompetentes',
  'inutil', 'inuteis', 'estupido', 'estupida', 'estupidos', 'idiota', 'idiotas', 'burro', 'burros', 'imbecil', 'ridiculo', 'absurdo', 'que raiva', 'estou zangado', 'estou zangada', 'estou chateado', 'estou chateada', 'estou furioso', 'estou irritado', 'estou irritada', 'isto nao presta', 'nao presta', 'nao prestam', 'falta de respeito',
  'gozar connosco', 'estao a brincar', 'estao a gozar', 'inadmissivel', 'inaceitavel', 'shit', 'fuck', 'fucking', 'bullshit', 'useless', 'stupid', 'ridiculous', 'i am angry', 'fed up', 'sick of this', 'terrible service', 'pessimo servico', 'pessimo', 'lixo',
];

export const STOP = set('parar', 'pare', 'parem', 'stop', 'stop all', 'stopall', 'parar mensagens', 'parar as mensagens', 'parem de escrever', 'parem de mandar mensagens', 'nao quero mais mensagens', 'nao quero receber mensagens', 'nao quero receber mais mensagens', 'nao me mandem mensagens', 'nao me mandem mais mensagens', 'unsubscribe', 'remover me', 'sair da lista', 'opt out', 'optout');
export const START = set('start', 'unstop', 'retomar', 'retomar mensagens', 'voltar a receber', 'voltar a receber mensagens', 'quero receber mensagens', 'opt in', 'optin', 'subscribe');

/** Numbers as people say them, for choices and short counts. */
export const NUMBER_WORDS: Readonly<Record<string, number>> = {
  zero: 0, um: 1, uma: 1, hum: 1, primeiro: 1, primeira: 1, one: 1, first: 1, dois: 2, duas: 2, segundo: 2, segunda: 2, two: 2, second: 2, tres: 3, terceiro: 3, terceira: 3, three: 3, third: 3,
  quatro: 4, quarto: 4, quarta: 4, four: 4, fourth: 4, cinco: 5, quinto: 5, quinta: 5, five: 5, fifth: 5, seis: 6, sexto: 6, sexta: 6, six: 6, sixth: 6, sete: 7, setimo: 7, setima: 7, seven: 7, seventh: 7,
  oito: 8, oitavo: 8, oitava: 8, eight: 8, eighth: 8, nove: 9, nono: 9, nona: 9, nine: 9, ninth: 9, dez: 10, decimo: 10, decima: 10, ten: 10, tenth: 10, onze: 11, doze: 12, treze: 13, catorze: 14, quinze: 15, vinte: 20, trinta: 30,
};

/** "a de telefone", "o que fiz por chamada": the ticket that came by phone. */
export const BY_PHONE = /\b(?:o|a|aquele|aquela|pedido|ticket|chamado|estado)\b(?: \p{L}+){0,4}? (?:do|de|por|pelo|no|da|na|pela) (?:telefone|telefonema|chamada|ligacao)\b|\bthe (?:one|ticket)(?: \p{L}+){0,2} (?:by|over the|from the|on the) phone\b/u;
/** Asks how a ticket stands, anywhere in the sentence. */
export const ASKS_STATUS = /\b(?:estado|status|como (?:esta|vai|anda|ficou)|ponto de situacao|andamento|novidade|novidades|ja (?:esta|foi) resolvido|quando (?:e que )?(?:resolvem|fica|vao)|consultar|ver|situacao|how is|any news|update)\b/u;
